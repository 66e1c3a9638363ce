package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestVerdicts(t *testing.T) {
	for _, c := range []struct {
		name    string
		verdict func(string) string
		output  string
		want    string
	}{
		{
			"ours", ourVerdict, `{"schema":1,"path_mtu":{"status":"proven","bytes":1392},"limits":[{"after_hop":4,"kind":"black_hole"},{"kind":"packet_too_big"}],"probes":{"sent":58,"sent_bytes":67009}}`,
			"1392, proven; black hole after hop 4; packet too big",
		},
		{"not JSON", ourVerdict, "pmtu: no", ""},
		{
			"tracepath", tracepathVerdict, " 1?: [LOCALHOST]                      pmtu 1500\n 1:  10.77.0.1                                             0.142ms \n     Too many hops: pmtu 1500\n     Resume: pmtu 1500 \n",
			"1500, destination not reached",
		},
		{"tracepath that arrives", tracepathVerdict, " 9:  10.77.99.9   32.0ms reached\n     Resume: pmtu 1400 hops 9 back 9 \n", "1400"},
		{"tracepath cut short", tracepathVerdict, " 1?: [LOCALHOST]                      pmtu 1500\n 4:  10.77.0.4                                            12.4ms \n 5:  no reply\n", "as far as hop 5"},
		{"traceroute", tracerouteVerdict, "traceroute to 10.77.99.9 (10.77.99.9), 30 hops max, 65000 byte packets\n 1  10.77.0.1  0.2 ms F=1500  0.1 ms\n 2  10.77.0.2  4.4 ms F=1400\n11  * * *\n", "1400, as far as hop 11"},
		{"traceroute without", tracerouteVerdict, " 1  10.77.0.1  0.2 ms\n", "as far as hop 1"},
		{
			"scamper", scamperVerdict, "traceroute from 10.77.254.2 to 10.77.99.9\n 4  10.77.0.4  12.300 ms [mtu: 1500]\n 5  10.77.0.5  16.272 ms [*mtu: 1392]\n 9  10.77.99.9  32.245 ms [*mtu: 1392]\n",
			"1392; narrower after hop 4, inferred",
		},
		{"scamper without", scamperVerdict, "traceroute from 10.77.254.2 to 10.77.99.9\n", ""},
	} {
		if got := c.verdict(c.output); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	for args, want := range map[string]string{
		"-network nowhere":           `load network "nowhere": no such network`,
		"-pmtu /nonexistent/program": "no such file",
		"-limit soon":                "invalid value",
	} {
		var out bytes.Buffer
		if code := run(strings.Fields(args), &out, &out); code == 0 || !strings.Contains(out.String(), want) {
			t.Errorf("%s: exit code %d, %s; want %q", args, code, out.String(), want)
		}
	}
}
