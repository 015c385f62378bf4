using Clemap.Simulator.Meters;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Configuration;

/// <summary>Where stations and meters are reached: ports, serial paths, units on a bus, and faults.</summary>
internal static class WireRules
{
    public static string? Error(SiteConfiguration configuration)
    {
        var ends = Ends(configuration).ToList();
        return ends.Select(Error).FirstOrDefault(error => error is not null)
            ?? Shared(ends, configuration.MeterPort)
            ?? configuration.Stations.SelectMany((station, i) => station.Faults.Select((fault, j) => Error(fault, $"stations[{i}].faults[{j}]")))
                .FirstOrDefault(error => error is not null)
            ?? configuration.Stations.Select((station, i) => UnknownMeter(station.MeterModel, $"stations[{i}].meterModel"))
                .FirstOrDefault(error => error is not null);
    }

    private static IEnumerable<End> Ends(SiteConfiguration configuration)
    {
        foreach (var (i, meter) in configuration.Meters.Index())
        {
            var speaks = MeterModel.Exists(meter.Model) ? MeterModel.Transports(meter.Model) : [];
            yield return new End($"meters[{i}]", meter.Model, meter.Transport, speaks, meter.Port, meter.Serial, meter.Unit);
        }

        foreach (var (i, station) in configuration.Stations.Index())
        {
            var model = StationModel.Named(station.Model);
            yield return new End(
                $"stations[{i}]", station.Model, station.Transport ?? model.Transport, model.Transports, station.Port, station.Serial,
                station.Unit ?? model.Unit);
        }
    }

    private static string? Error(End end)
    {
        if (end.Speaks.Count == 0) return UnknownMeter(end.Model, $"{end.Field}.model");
        if (end.Transport is not { } transport)
        {
            return end.Speaks.Contains(Transport.Tcp) ? null : $"{end.Field}.transport: {end.Model} needs one; it speaks {Names(end.Speaks)}.";
        }

        if (!end.Speaks.Contains(transport)) return $"{end.Field}.transport: {end.Model} speaks {Names(end.Speaks)}.";
        if (!transport.IsTerminal()) return end.Port is < 1 or > 65_535 ? $"{end.Field}.port: {end.Port} is no port." : null;
        if (end.Serial is null) return $"{end.Field}.serial: a pseudo-terminal needs a path.";
        return Path.IsPathFullyQualified(end.Serial.Path) ? null : $"{end.Field}.serial.path: '{end.Serial.Path}' must begin at the root.";
    }

    private static string? Shared(IReadOnlyList<End> ends, int meterPort)
    {
        var seen = new Dictionary<string, List<End>> { [$"port {meterPort}"] = [new End("meterPort", "", Transport.Tcp, [], meterPort, null, null)] };
        foreach (var end in ends.Where(end => end.Transport is not null))
        {
            var place = end.Transport!.Value.IsTerminal() ? $"serial path {end.Serial!.Path}" : $"port {end.Port}";
            var others = seen.TryGetValue(place, out var list) ? list : seen[place] = [];
            if (others.FirstOrDefault(other => other.Transport != end.Transport || !end.Transport.Value.IsBus()) is not null)
                return $"{end.Field}: the {place} is used twice.";
            if (others.FirstOrDefault(other => other.Unit == end.Unit) is { } same)
                return $"{end.Field}.unit: {end.Unit} is the unit of {same.Field} on the same bus.";
            others.Add(end);
        }

        return null;
    }

    private static string? Error(FaultConfiguration fault, string field)
    {
        if (fault.AfterS < 0) return $"{field}.afterS: must not be negative.";
        if (fault.ForS <= 0) return $"{field}.forS: must be above 0.";
        return fault.DelayMs is < 1 or > 600_000 ? $"{field}.delayMs: must lie between 1 and 600000." : null;
    }

    private static string? UnknownMeter(string model, string field) => MeterModel.Exists(model)
        ? null
        : $"{field}: the meter '{model}' is unknown; known are {string.Join(", ", MeterModel.Names)}.";

    private static string Names(IEnumerable<Transport> transports) => string.Join(", ", transports.Select(TransportNames.Of));

    private sealed record End(
        string Field, string Model, Transport? Transport, IReadOnlyList<Transport> Speaks, int Port, SerialConfiguration? Serial, byte? Unit);
}
