using System.Security.Cryptography.X509Certificates;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.LocalApi.Device;
using Clemap.Edge.LocalApi.Log;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class DeviceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void The_certificate_stays_over_a_restart_and_is_renewed_a_month_before_it_ends()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        using var first = new LocalCertificate(folder.Path, time);
        using var again = new LocalCertificate(folder.Path, time);
        string before = first.Fingerprint;

        again.Fingerprint.ShouldBe(before);
        first.Current.GetECDsaPublicKey()!.KeySize.ShouldBe(256);
        first.Current.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single().EnumerateIPAddresses().ShouldContain(System.Net.IPAddress.Loopback);
        (first.Current.NotAfter - first.Current.NotBefore).TotalDays.ShouldBeLessThan(825);
        File.GetUnixFileMode(Path.Combine(folder.Path, "local-tls.pem")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        time.Advance(TimeSpan.FromDays(760));
        first.Fingerprint.ShouldBe(before);
        time.Advance(TimeSpan.FromDays(15));
        first.Fingerprint.ShouldNotBe(before);
    }

    [Fact]
    public async Task NetworkManager_is_read_and_set_without_a_shell()
    {
        string nmcli = Script("""
            printf '%s\n' "$*" >> "$0.calls"
            case "$*" in
              *"device status") printf 'eth0:ethernet:connected:Wired\\: cellar\nwlan0:wifi:disconnected:\nttyUSB2:gsm:connected:Modem\nlo:loopback:unmanaged:\n' ;;
              *"device show eth0") printf 'IP4.ADDRESS[1]:192.168.1.20/24\nIP4.GATEWAY:192.168.1.1\nIP4.DNS[1]:192.168.1.1\n' ;;
              "-g ipv4.method"*) echo auto ;;
              *"wifi list"*) printf 'Cellar:40:WPA2:\nCellar:70:WPA2:*\nCafe\\: open:20::\n' ;;
            esac
            """);
        var network = new NetworkManager(nmcli);

        var state = await network.StateAsync(Stop);
        state.Manager.ShouldBe("network-manager");
        state.Cards.Select(card => (card.Name, card.Kind, card.State)).ShouldBe([("eth0", "lan", "connected"), ("wlan0", "wifi", "disconnected"), ("ttyUSB2", "modem", "connected")]);
        state.Cards[0].Connection.ShouldBe("Wired: cellar");
        state.Cards[0].Addresses.ShouldBe(["192.168.1.20/24"]);
        (await network.WifiAsync("wlan0", Stop)).ShouldBe([new WifiNetwork("Cellar", 70, "WPA2", true), new WifiNetwork("Cafe: open", 20, "", false)]);

        (await network.SetLanAsync(new LanSettings("eth0", "manual", "10.0.0.5/24", "10.0.0.1"), Stop)).ShouldBeNull();
        (await network.SetWifiAsync(new WifiSettings("wlan0", "$(reboot); x", "pass word 1"), Stop)).ShouldBeNull();
        string calls = await File.ReadAllTextAsync(nmcli + ".calls", Stop);
        calls.ShouldContain("connection modify id Wired: cellar ipv4.method manual ipv4.addresses 10.0.0.5/24 ipv4.gateway 10.0.0.1 ipv4.dns \n");
        calls.ShouldContain("connection up id Wired: cellar\n");
        calls.ShouldContain("device wifi connect $(reboot); x password pass word 1 ifname wlan0\n");
    }

    [Fact]
    public async Task What_NetworkManager_refuses_is_told_in_its_own_words() =>
        (await new NetworkManager(Script("echo 'Error: no such network' >&2; exit 4")).SetWifiAsync(new WifiSettings("wlan0", "Cellar"), Stop)).ShouldBe("Error: no such network");

    [Fact]
    public async Task Without_NetworkManager_the_addresses_are_shown_all_the_same()
    {
        var network = new NetworkManager(Path.Combine(folder.Path, "not-there"));
        (await network.StateAsync(Stop)).Manager.ShouldBe("none");
        (await network.SetWifiAsync(new WifiSettings("wlan0", "Cellar"), Stop)).ShouldBe("NetworkManager is not there.");
    }

    [Theory]
    [InlineData("eth0", "auto", null, null, null, null)]
    [InlineData("eth0", "manual", "192.168.1.20/24", "192.168.1.1", "1.1.1.1, 9.9.9.9", null)]
    [InlineData("--help", "auto", null, null, null, "card")]
    [InlineData("eth0", "shared", null, null, null, "method")]
    [InlineData("eth0", "manual", "192.168.1.20", null, null, "address")]
    [InlineData("eth0", "manual", "192.168.1/24", null, null, "address")]
    [InlineData("eth0", "manual", "192.168.1.20/32", null, null, "address")]
    [InlineData("eth0", "manual", "192.168.1.20/24", "gateway", null, "gateway")]
    [InlineData("eth0", "manual", "192.168.1.20/24", null, "1.1.1.1;reboot", "dns")]
    public void Only_sound_cable_settings_are_handed_on(string card, string method, string? address, string? gateway, string? dns, string? wrong) =>
        NetworkRules.Of(new LanSettings(card, method, address, gateway, dns)).ShouldBe(wrong);

    [Theory]
    [InlineData("Cellar", "12345678", null)]
    [InlineData("Cellar", null, null)]
    [InlineData("", null, "ssid")]
    [InlineData("-x", null, "ssid")]
    [InlineData("line\nbreak", null, "ssid")]
    [InlineData("Cellar", "short", "password")]
    public void Only_sound_wireless_settings_are_handed_on(string ssid, string? password, string? wrong) =>
        NetworkRules.Of(new WifiSettings("wlan0", ssid, password)).ShouldBe(wrong);

    [Fact]
    public void Chrony_tells_server_offset_and_whether_it_follows()
    {
        var source = Clock.OfChrony("C0A80101,192.168.1.1,3,1764050000.1,0.000012,0.00001,0.00002,-3.2,0.001,0.02,0.003,0.001,64.2,Normal\n", "Europe/Zurich");
        source.ShouldBe(new TimeSource("chrony", true, "192.168.1.1", 0.000012, "Europe/Zurich"));
        Clock.OfChrony("00000000,,0,0,0,0,0,0,0,0,0,0,0,Not synchronised", null)!.Synchronised.ShouldBe(false);
        Clock.OfChrony("506 Cannot talk to daemon", null).ShouldBeNull();
    }

    [Fact]
    public void The_log_keeps_the_last_thousand_lines()
    {
        var ring = new LogRing(new FakeTimeProvider());
        for (int i = 0; i < 1200; i++)
            ring.Add(LogLevel.Warning, $"line {i}");
        ring.After(0).Count.ShouldBe(1000);
        ring.After(0)[0].Text.ShouldBe("line 200");
        ring.After(1198).Select(line => line.Text).ShouldBe(["line 1198", "line 1199"]);
    }

    public void Dispose() => folder.Dispose();

    private string Script(string body)
    {
        string file = Path.Combine(folder.Path, $"nmcli-{Guid.CreateVersion7():N}");
        File.WriteAllText(file, "#!/bin/sh\n" + body + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
