package leaks

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestCrowds: many values of one name are data, and counted; as many of different names are settings, and what a provider
// issued is listed among whatever it stands.
func TestCrowds(t *testing.T) {
	names := strings.Fields("MAIL SHIP BILL CRM CHAT MAPS TAX FAX BANK STOCK")
	log, settings := "", ""
	for i := range crowd {
		value := fakes.Noise(fmt.Sprint("crowd", i), fakes.Alphanumeric, 24)
		log += "access_token=" + value + "\n"
		settings += names[i] + "_API_TOKEN=" + value[1:] + "a\n"
	}
	w := &work{TB: t, dir: t.TempDir()}
	w.write("runs/a.log", log)
	w.write("runs/b.log", "STRIPE_KEY="+fakes.StripeKey("crowd")+"\n")
	w.write("app.env", settings)
	o := w.observe(Options{})
	places := map[string]int{}
	for _, e := range o.Exposures {
		places[e.Location.Path]++
	}
	if places["runs/a.log"] != 0 || places["runs/b.log"] != 1 || places["app.env"] != crowd || hiddenAs(o, "uncertain values") < crowd {
		t.Errorf("got %v\n%s", places, brief(o))
	}
	if all := w.observe(Options{Sensitivity: SensitivityHigh}); len(all.Exposures) < 2*crowd+1 {
		t.Errorf("at high sensitivity: got\n%s", brief(all))
	}
}

// TestCrowdOfPublished: what is held back because its project is published is of the crowd, too, that the rest stands among.
func TestCrowdOfPublished(t *testing.T) {
	w := newWork(t)
	w.publish()
	for i := range crowd {
		line := "access_token=" + fakes.Noise(fmt.Sprint("published", i), fakes.Alphanumeric, 24) + "\n"
		if i < crowd-2 {
			line += "\n\nfrom https://example.com/\n"
		}
		w.write(fmt.Sprintf("runs/%d.log", i), line)
	}
	w.commit()
	if o := w.observe(Options{}); len(o.Exposures) != 0 || hiddenAs(o, "uncertain values") != crowd {
		t.Errorf("got\n%s", brief(o))
	}
}

// TestRotated: a credential that was changed often is no crowd with those whose place it took.
func TestRotated(t *testing.T) {
	w := newWork(t)
	for i := range crowd + 2 {
		w.write("config/prod.env", "API_TOKEN="+fakes.Noise(fmt.Sprint("rotated", i), fakes.Alphanumeric, 24)+"\n")
		w.commit()
	}
	got := ""
	for _, e := range w.observe(Options{History: true}).Exposures {
		if e.Presence == nhi.PresenceHead {
			got += e.Location.Path
		}
	}
	equal(t, "what stands now", got, "config/prod.env")
}

// TestManySettings: a file of settings may hold any number of credentials, while as many values in data are data.
func TestManySettings(t *testing.T) {
	lines := ""
	for i := range throng + 5 {
		name := "SERVICE_" + strings.ToUpper(fakes.Noise(fmt.Sprint("name", i), "abcdefghijklmnopqrstuvwxyz", 7))
		lines += name + "_API_TOKEN=" + fakes.Noise(fmt.Sprint("setting", i), fakes.Alphanumeric, 32) + "\n"
	}
	w := &work{TB: t, dir: t.TempDir()}
	w.write("app.env", lines)
	w.write("runs/dump.dat", lines)
	places := map[string]int{}
	for _, e := range w.observe(Options{}).Exposures {
		places[e.Location.Path]++
	}
	if places["app.env"] < throng || places["runs/dump.dat"] != 0 {
		t.Errorf("got %v", places)
	}
}

// TestSpecimens: a folder of programs with the forms of many providers is of those who look for them; in settings all may be true.
func TestSpecimens(t *testing.T) {
	const hex = "0123456789abcdef"
	w := &work{TB: t, dir: t.TempDir()}
	for i, form := range []struct {
		prefix, alphabet string
		length           int
	}{
		{"gl" + "pat-", fakes.Alphanumeric, 20}, {"dp" + ".pt.", fakes.Alphanumeric, 43}, {"lin" + "_api_", fakes.Alphanumeric, 40}, {"shp" + "at_", hex, 32}, {"pu" + "l-", hex, 40},
		{"dop" + "_v1_", hex, 64}, {"ruby" + "gems_", hex, 48}, {"da" + "pi", hex, 32}, {"sk" + "_live_", fakes.Alphanumeric, 24}, {"hvs" + ".", fakes.Alphanumeric, 95},
		{"du" + "ffel_live_", fakes.Alphanumeric, 43}, {"EZ" + "AK", fakes.Alphanumeric, 54}, {"frame" + "io-u-", fakes.Alphanumeric, 64},
	} {
		value := form.prefix + fakes.Noise(fmt.Sprint("specimen", i), form.alphabet, form.length)
		w.write(fmt.Sprintf("search/r%d.go", i), "x := \""+value+"\"\n")
		w.write(fmt.Sprintf("deploy/r%d.env", i), "X="+value+"\n")
	}
	places := map[string]int{}
	o := w.observe(Options{})
	for _, e := range o.Exposures {
		folder, _, _ := strings.Cut(e.Location.Path, "/")
		places[folder]++
	}
	if places["search"] != 0 || places["deploy"] < issuers || hiddenAs(o, "uncertain values") < issuers {
		t.Errorf("got %v\n%s", places, brief(o))
	}
}
