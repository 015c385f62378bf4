using Clemap.Contracts.Telemetry;

namespace Clemap.Telemetry.Tests;

/// <summary>Readings of a plausible meter: the register grows unevenly, currents vary.</summary>
internal static class Sample
{
    public static Reading At(Guid source, DateTimeOffset at, long? importWh = null)
    {
        var slot = at.ToUnixTimeSeconds() / 10;
        var currentA = 10 + (slot % 7) * 0.25f;
        return new Reading
        {
            SourceId = source,
            At = at,
            VoltageL1V = 230,
            VoltageL2V = 231.5f,
            VoltageL3V = 229.9f,
            CurrentL1A = currentA,
            CurrentL2A = -currentA,
            CurrentL3A = 0,
            ActiveL1W = currentA * 230,
            ActiveL2W = -currentA * 230,
            ActiveL3W = 1,
            PowerFactor = 0.98f,
            ImportWh = importWh ?? Register(slot),
            State = StationState.Charging,
            LimitA = 16,
            Reason = "circuit:Garage B:L2",
            SessionId = source,
        };
    }

    /// <summary>Wh; strictly growing, by 17 to 23 a slot.</summary>
    public static long Register(long slot) => (slot * 20) + (slot % 4);

    public static long RegisterAt(DateTimeOffset at) => Register(at.ToUnixTimeSeconds() / 10);

    public static IEnumerable<Reading> Span(Guid source, DateTimeOffset from, DateTimeOffset to)
    {
        for (var at = from; at < to; at += TimeSpan.FromSeconds(10))
            yield return At(source, at);
    }
}
