namespace Clemap.LoadControl.Availability;

/// <summary>What the calendars and the tariff of a site say at a moment.</summary>
/// <param name="zone">Of the site.</param>
/// <param name="calendars">By the circuit or station that they are about.</param>
/// <param name="lowTariff">When energy is cheap; empty where there is one price.</param>
public sealed class AvailabilityPlan(TimeZoneInfo zone, IReadOnlyDictionary<Guid, Calendar> calendars, IReadOnlyList<WeeklySpan> lowTariff)
{
    public static AvailabilityPlan Nothing { get; } = new(TimeZoneInfo.Utc, new Dictionary<Guid, Calendar>(), []);

    /// <summary>The limits of all windows that hold, A per phase, by circuit or station.</summary>
    /// <param name="now">
    /// <see langword="null"/> when nobody knows what time it is: then each window counts, wherever it stands in the week, since one can only lower.
    /// </param>
    public IReadOnlyDictionary<Guid, double> LimitsA(DateTimeOffset? now)
    {
        var limitsA = new Dictionary<Guid, double>();
        foreach (var (subject, calendar) in calendars)
        {
            if ((now is { } at ? calendar.LimitA(Local(at)) : calendar.LowestA) is { } limitA)
                limitsA[subject] = limitA;
        }

        return limitsA;
    }

    /// <summary>
    /// <see langword="null"/> where there is one price, and when nobody knows what time it is: a price protects nothing, so that vehicles are then charged
    /// at any.
    /// </summary>
    public bool? IsLowTariff(DateTimeOffset? now) =>
        lowTariff.Count > 0 && now is { } at ? lowTariff.Any(span => span.Holds(Local(at))) : null;

    private DateTime Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
