# The same binary as an image, for everything that is not GitHub Actions:
#   docker build -t rollcall .
#   docker run --rm --read-only --network none -v "$PWD:/repo:ro" rollcall scan /repo
FROM golang:1.26-bookworm@sha256:a688600ca24f8a4d3ca77f95b0dd40704a9fc787c826660eb7ba0b641b8b175d AS build
ARG VERSION=0.1.0-dev
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$VERSION" -o /image/rollcall ./cmd/rollcall
# git reads the repositories. It is one program, and the libraries it names.
RUN libraries=$(ldd /usr/bin/git | grep -oE '/[^ ]+') && for file in /usr/bin/git $libraries; do \
      mkdir -p "/image$(dirname "$file")" && cp -L "$file" "/image$file" || exit 1; \
    done && \
    mkdir -p /image/etc/ssl/certs && cp /etc/ssl/certs/ca-certificates.crt /image/etc/ssl/certs/ && \
    echo 'rollcall:x:65532:65532::/:/rollcall' > /image/etc/passwd

FROM scratch
COPY --from=build /image /
ENV PATH=/usr/bin
USER 65532:65532
WORKDIR /repo
ENTRYPOINT ["/rollcall"]
CMD ["scan"]
