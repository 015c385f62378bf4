namespace Clemap.Contracts.DesiredState;

/// <summary>JSON can hold <c>null</c> between the entries of a list or a dictionary, where no field says so.</summary>
public static class Wholeness
{
    /// <returns>The first entry that is empty, with the circuit or station that it is about; <see langword="null"/> when there is none.</returns>
    public static (Guid? Subject, string Field)? FirstGap(DesiredStateDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (GapOf(document.Circuits) is { } circuit)
            return (circuit, $"circuits.{circuit}");
        if (GapOf(document.Stations) is { } station)
            return (station, $"stations.{station}");
        foreach (var (id, calendar) in document.Calendars ?? new Dictionary<Guid, CalendarWish>())
        {
            if (calendar is null || HasGap(calendar))
                return (id, $"calendars.{id}");
        }

        return document.Tariff?.LowTariff.Any(static span => span is null) == true ? (null, "tariff.lowTariff") : null;
    }

    /// <summary>True when an entry of one of its lists is empty.</summary>
    public static bool HasGap(CalendarWish calendar)
    {
        ArgumentNullException.ThrowIfNull(calendar);
        return calendar.Weekly?.Any(static window => window is null) == true
            || calendar.Exceptions?.Any(static exception => exception is null || exception.Windows.Any(static window => window is null)) == true;
    }

    private static Guid? GapOf<T>(IReadOnlyDictionary<Guid, T> wishes)
        where T : class
    {
        foreach (var (id, wish) in wishes)
        {
            if (wish is null)
                return id;
        }

        return null;
    }
}
