using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.Configuration;

/// <summary>What must hold of a station whose model is code and that is not reached by OCPP.</summary>
internal static class CodedModelRules
{
    public static void Check(EdgeConfiguration configuration, int index, Action<bool, string, string> rule)
    {
        var station = configuration.Stations[index];
        string field = $"stations[{index}]";
        if (station.Model == CodedModels.GpioRelay)
        {
            CheckLine(configuration, station, field, rule);
            return;
        }
        bool isCloud = CloudModels.VendorOf(station.Model) is not null;
        rule(!isCloud || station.Host.Length == 0, $"{field}.host", "is not for this model");
        rule(isCloud || station.Host.Length > 0, $"{field}.host", "must not be empty");
        rule(
            isCloud || station.Host.Length == 0 || Uri.CheckHostName(station.Host) is UriHostNameType.Dns or UriHostNameType.IPv4 or UriHostNameType.IPv6,
            $"{field}.host", "must be a host name or an IP address");
        if (CodedModels.Limits(station.Model) is var (lowestA, highestA))
        {
            rule(station.MinimumA >= lowestA, $"{field}.minimumA", $"must be {lowestA:0.###} at least: this model takes no lower limit");
            rule(station.MaximumA <= highestA, $"{field}.maximumA", $"must be {highestA:0.###} at most: this model takes no higher limit");
        }
        rule(
            !CodedModels.TakesNoOrders(station.Model) || station.MinimumA == station.MaximumA,
            $"{field}.minimumA", "must be maximumA: this model takes no orders");
        if (station.Model == CodedModels.Keba)
            foreach (var other in configuration.Stations.Take(index).Where(other => other.Model == CodedModels.Keba))
                rule(
                    !string.Equals(other.Host, station.Host, StringComparison.OrdinalIgnoreCase),
                    $"{field}.host", $"is the one of '{other.Name}': stations of this model are told apart by their address");
    }

    /// <summary>That two stations have the same line is a matter of their switch group.</summary>
    private static void CheckLine(EdgeConfiguration configuration, StationConfiguration station, string field, Action<bool, string, string> rule)
    {
        rule(station.Host.Length == 0, $"{field}.host", "is not for this model");
        rule(station.Gpio is not null, $"{field}.gpio", "is needed for this model: the chip and the line of the output");
        if (station.Gpio is not { } gpio)
            return;
        rule(gpio is { Chip: >= 0, Line: >= 0 }, $"{field}.gpio", "chip and line must not be negative");
        var ripple = configuration.GridOperator?.Ripple?.Gpio;
        rule(ripple is null || (ripple.Chip, ripple.Line) != (gpio.Chip, gpio.Line), $"{field}.gpio", "is the line of gridOperator.ripple");
    }
}
