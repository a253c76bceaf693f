package leaks

import (
	"fmt"
	"strings"
	"testing"

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
