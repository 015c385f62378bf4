namespace Clemap.Portal.Pages.Billing;

/// <summary>Months that can be billed: those that are over where the site stands.</summary>
internal static class ClosedMonths
{
    private const int Offered = 12;

    /// <summary>First days, newest first.</summary>
    public static IReadOnlyList<DateOnly> Before(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = TimeZoneInfo.ConvertTime(now, zone);
        var current = new DateOnly(today.Year, today.Month, 1);
        return [.. Enumerable.Range(1, Offered).Select(back => current.AddMonths(-back))];
    }
}
