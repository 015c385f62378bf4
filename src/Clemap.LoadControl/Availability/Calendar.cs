namespace Clemap.LoadControl.Availability;

/// <summary>When a circuit or a station may take less than was commissioned. Outside all windows it says nothing.</summary>
/// <param name="Weekly">Hours of each week.</param>
/// <param name="Exceptions">Dates on which other hours hold, from midnight to midnight; the week says nothing then.</param>
public sealed record Calendar(IReadOnlyList<WeeklyWindow> Weekly, IReadOnlyList<CalendarException> Exceptions)
{
    /// <summary>The lowest limit of the windows that hold, A per phase; <see langword="null"/> when none does.</summary>
    /// <param name="local">As the clock on the wall shows it. Of two hours that it shows alike both are meant; one that it leaves out does not come.</param>
    public double? LimitA(DateTime local)
    {
        var date = DateOnly.FromDateTime(local);
        return Lowest(Exceptions.FirstOrDefault(exception => date >= exception.From && date <= exception.Until) is { } other
            ? other.Windows.Where(window => window.Holds(TimeOnly.FromDateTime(local))).Select(window => window.LimitA)
            : Weekly.Where(window => window.Span.Holds(local)).Select(window => window.LimitA));
    }

    /// <summary>The lowest of all limits: what holds when nobody knows what time it is.</summary>
    public double? LowestA => Lowest(Weekly.Select(window => window.LimitA).Concat(Exceptions.SelectMany(exception => exception.Windows).Select(window => window.LimitA)));

    private static double? Lowest(IEnumerable<double> limitsA) => limitsA.Select(limitA => (double?)limitA).Min();
}

/// <param name="LimitA">A per phase; 0 is "locked".</param>
public sealed record WeeklyWindow(WeeklySpan Span, double LimitA);

/// <param name="From">First date.</param>
/// <param name="Until">Last date, included.</param>
/// <param name="Windows">None: nothing is lowered on these dates.</param>
public sealed record CalendarException(DateOnly From, DateOnly Until, IReadOnlyList<DayWindow> Windows);

/// <param name="From">Included.</param>
/// <param name="Until">Not included; 00:00 is the midnight at the end.</param>
/// <param name="LimitA">A per phase; 0 is "locked".</param>
public sealed record DayWindow(TimeOnly From, TimeOnly Until, double LimitA)
{
    public bool Holds(TimeOnly time) => time >= From && time.Ticks < EndTicks;

    internal long EndTicks => Until == TimeOnly.MinValue ? TimeSpan.TicksPerDay : Until.Ticks;
}
