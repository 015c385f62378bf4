using System.Net;
using System.Text.RegularExpressions;
using Clemap.Edge.Stations.Ocpp;

namespace Clemap.Edge.Configuration;

/// <summary>What must hold of the OCPP endpoint and of the stations that use it.</summary>
internal static partial class OcppRules
{
    private const int MostConnectors = 16;

    public static void Check(EdgeConfiguration configuration, Action<bool, string, string> rule)
    {
        if (configuration.Ocpp is { } ocpp)
            CheckEndpoint(ocpp, rule);
        var seen = new HashSet<(string, int)>();
        foreach (var (i, station) in configuration.Stations.Index())
        {
            string field = $"stations[{i}].ocpp";
            rule(station.Ocpp is not null == OcppModels.IsOcpp(station.Model), field, "is for stations of an ocpp model, which need it");
            if (station.Ocpp is not { } part)
                continue;
            rule(configuration.Ocpp is not null, "ocpp", $"is needed by '{station.Name}': it says where stations connect to");
            rule(IdentityPattern().IsMatch(part.Identity), $"{field}.identity", "must be 1 to 48 letters, digits and * - _ = : + | @ .");
            rule(part.Connector is >= 1 and <= MostConnectors, $"{field}.connector", $"must be 1 to {MostConnectors}");
            rule(seen.Add((part.Identity, part.Connector)), field, "is used twice");
            rule(
                !part.KeepsProfile || station.FallbackA == station.MaximumA,
                $"stations[{i}].fallbackA", "must be maximumA: with keepsProfile the station holds no fallback when the controller is silent");
        }
        foreach (var (i, device) in (configuration.Ocpp?.ChargePoints ?? []).Index())
            rule(
                configuration.Stations.Any(station => station.Ocpp?.Identity == device.Identity),
                $"ocpp.chargePoints[{i}].identity", "no station has this identity");
    }

    private static void CheckEndpoint(OcppConfiguration ocpp, Action<bool, string, string> rule)
    {
        rule(ocpp.Port is >= 0 and <= 65535, "ocpp.port", "must be 0 to 65535; 8887 is usual");
        rule(IPAddress.TryParse(ocpp.Address, out _), "ocpp.address", "must be an IP address, 0.0.0.0 for all");
        foreach (var (i, card) in (ocpp.Cards ?? []).Index())
            rule(card.Length is >= 1 and <= 20, $"ocpp.cards[{i}]", "must have 1 to 20 characters");
        var seen = new HashSet<string>();
        foreach (var (i, device) in (ocpp.ChargePoints ?? []).Index())
        {
            string field = $"ocpp.chargePoints[{i}]";
            rule(seen.Add(device.Identity), $"{field}.identity", "is used twice");
            rule(device.Password is null or { Length: >= 12 and <= 64 }, $"{field}.password", "must have 12 to 64 characters");
            rule(
                device.Forward is not { } forward || (Uri.TryCreate(forward.Url, UriKind.Absolute, out var url) && url.Scheme is "ws" or "wss"),
                $"{field}.forward.url", "must be an absolute ws or wss address");
        }
    }

    /// <summary>What OCPP allows in an identity, and no URL needs to escape in a harmful way.</summary>
    [GeneratedRegex(@"^[A-Za-z0-9*\-_=:+|@.]{1,48}\z")]
    private static partial Regex IdentityPattern();
}
