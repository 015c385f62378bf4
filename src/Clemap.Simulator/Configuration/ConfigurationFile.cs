using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.LoadControl.Electrical;
using Clemap.Simulator.Stations;

namespace Clemap.Simulator.Configuration;

internal static class ConfigurationFile
{
    // By reflection: generated code would overwrite the defaults of what a file leaves out.
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.Strict,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="UserErrorException">With what is wrong, in one sentence.</exception>
    public static SiteConfiguration Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The configuration {path} cannot be read: {e.Message}", e);
        }

        try
        {
            var configuration = JsonSerializer.Deserialize<SiteConfiguration>(text, Format);
            return Error(configuration) is { } error ? throw new UserErrorException($"The configuration {path} is not valid: {error}") : configuration!;
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"The configuration {path} is not valid: {e.Message}", e);
        }
    }

    private static string? Error(SiteConfiguration? configuration)
    {
        if (configuration is null) return "it is empty.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(configuration.TimeZone, out _)) return $"the time zone '{configuration.TimeZone}' is unknown.";
        if (configuration.Meters.Count(meter => meter.Kind == MeterKind.Grid) != 1) return "it needs exactly one grid meter.";
        if (configuration.Meters.Count(meter => meter.Kind == MeterKind.Production) > 1) return "it can have one production meter at most.";
        if (configuration.Household.PhaseShares.Count != 3) return "phaseShares of the household needs three numbers.";
        if (!IPAddress.TryParse(configuration.Address, out _)) return $"the address '{configuration.Address}' is no IP address.";
        if (configuration.MeterPort is < 1 or > 65_535) return $"meterPort: {configuration.MeterPort} is no port.";
        return configuration.Stations.Select(Error).FirstOrDefault(error => error is not null)
            ?? WireRules.Error(configuration)
            ?? Double(SharedMeterUnits(configuration), "meter unit")
            ?? Double(configuration.Meters.Select(meter => meter.Id).Concat(configuration.Stations.Select(s => s.Id)), "id")
            ?? OfCircuits(configuration);
    }

    private static IEnumerable<byte> SharedMeterUnits(SiteConfiguration configuration) =>
    [
        .. configuration.Meters.Where(meter => meter.Transport is null).Select(meter => meter.Unit),
        .. configuration.Stations.Select(station => station.MeterUnit).OfType<byte>(),
    ];

    private static string? Error(StationConfiguration station)
    {
        if (!StationModel.Exists(station.Model))
            return $"station {station.Name} has the unknown model '{station.Model}'; known are {string.Join(", ", StationModel.Names)}.";
        if (station.Phases is not (1 or 3)) return $"station {station.Name} must have 1 or 3 phases.";
        if (!PhaseRotation.TryParse(station.Rotation, out var rotation) || !rotation.IsKnown || rotation.Phases != station.Phases)
            return $"station {station.Name} has the rotation '{station.Rotation}', which does not fit {station.Phases} phases.";
        if (station.MaximumA is not (>= 6 and <= 63)) return $"maximumA of station {station.Name} must lie between 6 and 63.";
        return station.FallbackA >= 0 && station.FallbackA <= station.MaximumA
            ? null
            : $"fallbackA of station {station.Name} must lie between 0 and its maximum.";
    }

    private static string? OfCircuits(SiteConfiguration configuration)
    {
        var ids = configuration.Circuits.Select(circuit => circuit.Id).ToHashSet();
        var lost = configuration.Stations.FirstOrDefault(station => station.CircuitId is { } id && ids.Count > 0 && !ids.Contains(id));
        return lost is null ? null : $"station {lost.Name} hangs on a circuit that is not listed.";
    }

    private static string? Double<T>(IEnumerable<T> values, string what) =>
        values.GroupBy(value => value).FirstOrDefault(group => group.Count() > 1) is { } doubled ? $"the {what} {doubled.Key} is used twice." : null;
}
