using System.Globalization;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace Clemap.Edge.LocalApi.Device;

/// <summary>NetworkManager through its command line tool, <c>nmcli</c>. Without it the addresses are shown all the same.</summary>
internal sealed class NetworkManager(string program = "nmcli")
{
    public async Task<NetworkState> StateAsync(CancellationToken cancellation)
    {
        if (await Command.RunAsync(program, ["-t", "-f", "DEVICE,TYPE,STATE,CONNECTION", "device", "status"], cancellation) is not { ExitCode: 0 } status)
            return new NetworkState("none", Plain());
        var cards = new List<NetworkCard>();
        foreach (string[] row in Rows(status.Output))
            if (row.Length == 4 && KindOf(row[1]) is { } kind)
                cards.Add(await CardAsync(row[0], kind, row[2], row[3].Length == 0 ? null : row[3], cancellation));
        return new NetworkState("network-manager", cards);
    }

    public async Task<IReadOnlyList<WifiNetwork>> WifiAsync(string card, CancellationToken cancellation)
    {
        var listed = await Command.RunAsync(program, ["-t", "-f", "SSID,SIGNAL,SECURITY,IN-USE", "device", "wifi", "list", "ifname", card], cancellation);
        return listed is not { ExitCode: 0 } ? [] :
        [
            .. Rows(listed.Output)
                .Where(row => row.Length == 4 && row[0].Length > 0)
                .Select(row => new WifiNetwork(row[0], int.TryParse(row[1], CultureInfo.InvariantCulture, out int signal) ? signal : 0, row[2], row[3] == "*"))
                .GroupBy(network => network.Ssid).Select(same => same.MaxBy(network => network.Signal)!).OrderByDescending(network => network.Signal),
        ];
    }

    /// <returns>Why not; <see langword="null"/> when it is set.</returns>
    public async Task<string?> SetLanAsync(LanSettings settings, CancellationToken cancellation)
    {
        var state = await StateAsync(cancellation);
        if (state.Cards.FirstOrDefault(card => card.Name == settings.Card && card.Kind == "lan") is not { Connection: { } connection })
            return $"{settings.Card} has no connection that could be changed.";
        string[] change = settings.Method == "auto"
            ? ["connection", "modify", "id", connection, "ipv4.method", "auto", "ipv4.addresses", "", "ipv4.gateway", "", "ipv4.dns", ""]
            : ["connection", "modify", "id", connection, "ipv4.method", "manual", "ipv4.addresses", settings.Address!, "ipv4.gateway", settings.Gateway ?? "", "ipv4.dns", settings.Dns ?? ""];
        return await RunAsync(change, cancellation) ?? await RunAsync(["connection", "up", "id", connection], cancellation);
    }

    public Task<string?> SetWifiAsync(WifiSettings settings, CancellationToken cancellation) => RunAsync(
        settings.Password is { } password
            ? ["device", "wifi", "connect", settings.Ssid, "password", password, "ifname", settings.Card]
            : ["device", "wifi", "connect", settings.Ssid, "ifname", settings.Card],
        cancellation);

    /// <summary>Lines of <c>-t</c>: fields are separated by colons, a colon within one has a backslash before it.</summary>
    internal static IEnumerable<string[]> Rows(string output)
    {
        foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = new List<string>();
            var field = new StringBuilder();
            for (int i = 0; i < line.Length; i++)
            {
                if (line[i] == '\\' && i + 1 < line.Length)
                    field.Append(line[++i]);
                else if (line[i] == ':')
                {
                    fields.Add(field.ToString());
                    field.Clear();
                }
                else
                    field.Append(line[i]);
            }
            yield return [.. fields, field.ToString()];
        }
    }

    private async Task<NetworkCard> CardAsync(string name, string kind, string state, string? connection, CancellationToken cancellation)
    {
        var shown = await Command.RunAsync(program, ["-t", "-f", "IP4.ADDRESS,IP4.GATEWAY,IP4.DNS", "device", "show", name], cancellation);
        string[][] rows = shown is { ExitCode: 0 } ? [.. Rows(shown.Output).Where(row => row.Length >= 2)] : [];
        string[] All(string field) => [.. rows.Where(row => row[0].StartsWith(field, StringComparison.Ordinal)).Select(row => row[1])];
        var method = connection is null ? null : await Command.RunAsync(program, ["-g", "ipv4.method", "connection", "show", "id", connection], cancellation);
        return new NetworkCard(
            name, kind, state, connection, All("IP4.ADDRESS"), All("IP4.GATEWAY").FirstOrDefault(), All("IP4.DNS"),
            method is { ExitCode: 0 } ? method.Output.Trim() : null);
    }

    private async Task<string?> RunAsync(string[] arguments, CancellationToken cancellation) => await Command.RunAsync(program, arguments, cancellation) switch
    {
        null => "NetworkManager is not there.",
        { ExitCode: 0 } => null,
        var failed => failed.Errors.Length > 0 ? failed.Errors : $"nmcli ended with {failed.ExitCode}.",
    };

    private static string? KindOf(string type) => type switch { "ethernet" => "lan", "wifi" => "wifi", "gsm" or "wwan" or "cdma" => "modem", _ => null };

    private static NetworkCard[] Plain() =>
    [
        .. NetworkInterface.GetAllNetworkInterfaces().Where(card => card.NetworkInterfaceType != NetworkInterfaceType.Loopback).Select(card => new NetworkCard(
            card.Name,
            card.Name.StartsWith("ww", StringComparison.Ordinal) ? "modem" : card.NetworkInterfaceType == NetworkInterfaceType.Wireless80211 || card.Name.StartsWith("wl", StringComparison.Ordinal) ? "wifi" : "lan",
            card.OperationalStatus == OperationalStatus.Up ? "connected" : "disconnected",
            null,
            [.. card.GetIPProperties().UnicastAddresses.Where(a => a.Address.AddressFamily == AddressFamily.InterNetwork).Select(a => $"{a.Address}/{a.PrefixLength}")],
            card.GetIPProperties().GatewayAddresses.FirstOrDefault(gateway => gateway.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString(),
            [],
            null)),
    ];
}
