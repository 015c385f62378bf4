namespace Clemap.Billing.Reports;

/// <summary>What happened at a site in a month, on paper.</summary>
public interface ISiteReports
{
    public static IReadOnlyList<string> Languages { get; } = ["de", "fr", "it", "en"];

    /// <summary>The report as PDF. Of a month that goes on it says so.</summary>
    /// <param name="month">Any day of it.</param>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <returns><see langword="null"/> when the organisation and reach in scope have no such site, or it has no site model.</returns>
    Task<byte[]?> MonthPdfAsync(Guid siteId, DateOnly month, string language, CancellationToken cancellationToken);
}
