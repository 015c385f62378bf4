using Clemap.Platform.Organisations;
using Clemap.Telemetry.Readings;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Readings;

public sealed class CurvesTests(TelemetryHost host)
{
    private static readonly DateTimeOffset Start = TelemetryHost.Now.AddHours(-3);

    [Fact]
    public async Task Each_change_of_a_reason_is_told_once()
    {
        var site = host.NewSite();
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(30)).Select((row, slot) => row with { Reason = slot < 60 ? "station-maximum" : slot < 120 ? null : "grid-operator" }));

        await using var scope = host.Services.CreateOrganisationScope(site.OrganisationId);
        var curves = scope.ServiceProvider.GetRequiredService<ISiteCurves>();
        var reasons = await curves.ReasonsAsync(site.SiteId, site.Sources[0], Start.AddMinutes(1), Start.AddHours(1), 100, CancellationToken.None);

        reasons.Select(reason => (reason.At, reason.Reason, reason.LimitA)).ShouldBe(
            [(Start.AddMinutes(1), "station-maximum", 16f), (Start.AddMinutes(10), null, 16f), (Start.AddMinutes(20), "grid-operator", 16f)]);
        (await curves.ReasonsAsync(site.SiteId, site.Sources[0], Start, Start.AddHours(1), 2, CancellationToken.None)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_foreign_source_looks_like_one_that_does_not_exist_and_of_a_site_out_of_reach_no_row_is_read()
    {
        var (site, foreign) = (host.NewSite(), host.NewSite());
        await site.SendAsync(Sample.Span(site.Sources[0], Start, Start.AddMinutes(5)));
        await site.SettleAsync(Start, Start.AddMinutes(5));

        (await CountAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, site.Sources[0])).ShouldBe((5, true, 1));
        (await CountAsync(foreign.OrganisationId, SiteReach.Whole, site.SiteId, site.Sources[0])).ShouldBe((null, false, 0));
        (await CountAsync(site.OrganisationId, SiteReach.Whole, site.SiteId, Guid.CreateVersion7())).ShouldBe((null, false, 0));
        // The directory of these tests knows no reach: the database alone keeps the rows back.
        (await CountAsync(site.OrganisationId, SiteReach.Of([Guid.CreateVersion7()]), site.SiteId, site.Sources[0])).ShouldBe((0, true, 0));
    }

    private async Task<(int? Points, bool HasCsv, int Reasons)> CountAsync(Guid organisationId, SiteReach reach, Guid siteId, Guid source)
    {
        await using var scope = host.Services.CreateOrganisationScope(organisationId, null, reach);
        var curves = scope.ServiceProvider.GetRequiredService<ISiteCurves>();
        return (
            (await curves.ReadAsync(siteId, source, Start, Start.AddHours(1), 60, CancellationToken.None))?.Points.Count,
            await curves.CsvAsync(siteId, source, Start, Start.AddHours(1), 60, CancellationToken.None) is not null,
            (await curves.ReasonsAsync(siteId, source, Start, Start.AddHours(1), 100, CancellationToken.None)).Count);
    }
}
