namespace Clemap.Billing.Invoices;

/// <summary>On how many local days of a month each resident held a card or a parking space, for the base fee.</summary>
internal static class HeldDays
{
    public static IReadOnlyDictionary<Guid, int> Of(MonthData data)
    {
        var holdings = data.Cards.Select(row => (row.ResidentId, row.ValidFrom, row.ValidUntil))
            .Concat(data.Spaces.Select(row => (row.ResidentId, row.ValidFrom, row.ValidUntil)));
        return holdings.GroupBy(holding => holding.ResidentId).ToDictionary(
            group => group.Key,
            group => group.SelectMany(holding => Days(data.Span, holding.ValidFrom, holding.ValidUntil)).Distinct().Count());
    }

    private static IEnumerable<int> Days(MonthSpan span, DateTimeOffset from, DateTimeOffset? until)
    {
        var first = from > span.From ? from : span.From;
        var end = until is { } last && last < span.To ? last : span.To;
        if (end <= first)
            yield break;

        // The end is exclusive: a contract until midnight does not touch the day that begins there.
        var lastDay = span.Local(end.AddTicks(-1)).Day;
        for (var day = span.Local(first).Day; day <= lastDay; day++)
            yield return day;
    }
}
