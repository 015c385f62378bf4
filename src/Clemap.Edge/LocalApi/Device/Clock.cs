using System.Globalization;

namespace Clemap.Edge.LocalApi.Device;

/// <summary>Where the box has its time from. Bills hang on it.</summary>
internal static class Clock
{
    public static async Task<TimeSource> SourceAsync(CancellationToken cancellation)
    {
        var shown = await Command.RunAsync("timedatectl", ["show"], cancellation) is { ExitCode: 0 } told ? Pairs(told.Output) : [];
        string? zone = shown.GetValueOrDefault("Timezone");
        if (await Command.RunAsync("chronyc", ["-c", "tracking"], cancellation) is { ExitCode: 0 } tracking && OfChrony(tracking.Output, zone) is { } chrony)
            return chrony;
        if (!shown.TryGetValue("NTPSynchronized", out var synchronised))
            return new TimeSource("unknown", null, Zone: zone);
        var daemon = await Command.RunAsync("timedatectl", ["show-timesync", "--property=ServerName", "--value"], cancellation);
        return new TimeSource("systemd-timesyncd", synchronised == "yes", daemon is { ExitCode: 0 } ? daemon.Output.Trim() : null, Zone: zone);
    }

    /// <summary>Fields: id, name, stratum, reference time, offset s, …, leap status.</summary>
    internal static TimeSource? OfChrony(string line, string? zone)
    {
        string[] fields = line.Trim().Split(',');
        return fields.Length < 14 || !double.TryParse(fields[4], CultureInfo.InvariantCulture, out double offsetS)
            ? null
            : new TimeSource("chrony", fields[13] != "Not synchronised", fields[1], offsetS, zone);
    }

    private static Dictionary<string, string> Pairs(string output) => output.Split('\n')
        .Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0]).ToDictionary(pair => pair[0], pair => pair[1]);
}
