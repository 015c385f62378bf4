using Bunit;
using Clemap.Billing.Energy;
using Clemap.Portal.Components.Charts;
using Clemap.Portal.Pages.History;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Tests.Pages;

public sealed class HistoryPageTests
{
    // 23 November 2026, a Monday, 13:00 in Zurich.
    private static readonly DateOnly Today = new(2026, 11, 23);

    [Fact]
    public async Task Today_is_shown_first_with_its_sums_and_both_charts()
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal);

        portal.Energy.Asked.ShouldBe([(Today, Today, EnergyStep.Hour)]);
        page.Find(".span-title").TextContent.ShouldBe("Monday, 23.11.2026");
        var figures = page.Find("[data-testid=energy-figures]").TextContent;
        figures.ShouldContain("12.5kWh");
        figures.ShouldContain("40 % of the charging was solar.");
        figures.ShouldContain("67 % used here");
        figures.ShouldContain("at most 10.0 kW, 23.11.2026 00:15");
        page.Markup.ShouldContain("2 quarter-hour values of meters and stations are missing");
        Charts(page).Count.ShouldBe(2);
        page.FindAll("[data-testid=later]").ShouldBeEmpty("there is nothing later than today");
    }

    [Fact]
    public async Task What_is_looked_at_stands_in_the_address()
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal, $"?span=week&day=2026-10-28&of={World.B1}&show=power");

        portal.Energy.Asked.ShouldBe([(new(2026, 10, 26), new(2026, 11, 1), EnergyStep.Day)]);
        portal.Energy.Curves.ShouldBe([(World.B1, new(2026, 10, 25, 23, 0, 0, TimeSpan.Zero), new(2026, 11, 1, 23, 0, 0, TimeSpan.Zero))]);
        page.Find("[data-testid=earlier]").GetAttribute("href").ShouldBe($"/sites/{World.SiteId}/history?span=week&day=2026-10-19&of={World.B1}&show=power");
        page.Find("[data-testid=later]").GetAttribute("href")!.ShouldContain("day=2026-11-02");
        page.Find(".span-widths [aria-current]").TextContent.ShouldBe("Week");
        Charts(page).Single(chart => chart.Instance.TestId == "curve-chart").Instance.Data.Unit.ShouldBe("kW");

        page.Find("[data-testid=quantity]").Change("Voltage");
        portal.Services.GetRequiredService<NavigationManager>().Uri.ShouldEndWith("show=voltage");
    }

    [Theory]
    [InlineData("?span=century&day=tomorrow&of=nobody&show=love")]
    [InlineData("?span=7&day=0001-01-01")]
    public async Task What_makes_no_sense_in_the_address_is_today(string query)
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal, query);

        portal.Energy.Asked.ShouldBe([(Today, Today, EnergyStep.Hour)]);
        Charts(page).Single(chart => chart.Instance.TestId == "curve-chart").Instance.Data.Unit.ShouldBe("A");
    }

    [Fact]
    public async Task The_curve_of_a_circuit_shows_its_fuse_and_breaks_where_nothing_was_measured()
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal);
        var curve = Charts(page).Single(chart => chart.Instance.TestId == "curve-chart").Instance.Data;

        curve.Lines.ShouldHaveSingleItem().ShouldBe(new ChartLine("Fuse 80 A", 80, "--red"));
        curve.Series.Select(series => series.Name).ShouldBe(["L1", "L2"], "L3 was not measured");
        curve.Series[0].Values.ShouldBe([10, 12, null, 16]);
        curve.Series[0].High!.ShouldBe([11, 13, null, 17]);
        page.Find("[data-testid=curve-chart] [role=img]").GetAttribute("aria-label")!.ShouldContain("at most 17.0 A on L1");
    }

    [Fact]
    public async Task The_curve_of_a_station_says_why()
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal, $"?of={World.B1}");
        var curve = Charts(page).Single(chart => chart.Instance.TestId == "curve-chart").Instance.Data;

        curve.Lines.ShouldBeEmpty();
        curve.Points[0].Note.ShouldBe("Gets all it can take.");
        curve.Points[^1].Note!.ShouldContain("Garage B");
    }

    [Fact]
    public async Task Every_chart_has_a_table_and_lines_that_can_be_left_out()
    {
        await using var portal = new PortalContext();
        var page = await OpenAsync(portal);
        var chart = page.Find("[data-testid=energy-chart]");
        chart.QuerySelectorAll("table").ShouldBeEmpty();
        chart.QuerySelectorAll("button").Single(button => button.TextContent == "Table").Click();

        page.FindAll("[data-testid=energy-chart] tbody tr").Count.ShouldBe(24, "an hour that nobody measured is a row too");
        page.Find("[data-testid=energy-chart] tbody tr").TextContent.ShouldContain("12.5");
        page.FindAll("[data-testid=energy-chart] tbody tr")[5].TextContent.ShouldContain("–");
        page.Find("[data-testid=energy-chart] .chart-legend button").Click();
        page.Find("[data-testid=energy-chart] .chart-legend button").GetAttribute("aria-pressed").ShouldBe("false");
        page.Find("[data-testid=energy-chart] a").GetAttribute("href").ShouldBe($"/downloads/sites/{World.SiteId}/energy.csv?from=2026-11-23&to=2026-11-23&step=Hour");
    }

    [Fact]
    public async Task Where_nothing_was_measured_a_sentence_says_so()
    {
        await using var portal = new PortalContext();
        portal.Energy.IsEmpty = true;
        var page = await OpenAsync(portal);

        page.FindAll(".chart-empty").Select(note => note.TextContent).ShouldBe(["Nothing was measured in this period.", "Nothing was measured in this period."]);
        page.Find(".figure-value").TextContent.ShouldBe("–", "nothing measured is not nothing used");
    }

    [Fact]
    public async Task Without_a_meter_at_the_connection_nothing_is_said_of_the_house()
    {
        await using var portal = new PortalContext();
        portal.Energy.HasGrid = false;
        var page = await OpenAsync(portal);

        page.FindAll(".figure").Count.ShouldBe(1);
        Charts(page)[0].Instance.Data.Series.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_site_that_is_not_there_says_so()
    {
        await using var portal = new PortalContext();
        var page = portal.Render<HistoryPage>(parameters => parameters.Add(one => one.SiteId, Guid.CreateVersion7()));
        page.WaitForAssertion(() => page.Find(".empty h1").TextContent.ShouldNotBeEmpty());
        portal.Energy.Asked.ShouldBeEmpty();
    }

    private static IReadOnlyList<IRenderedComponent<TimeChart>> Charts(IRenderedComponent<HistoryPage> page) => page.FindComponents<TimeChart>();

    private static async Task<IRenderedComponent<HistoryPage>> OpenAsync(PortalContext portal, string query = "")
    {
        portal.Services.GetRequiredService<NavigationManager>().NavigateTo($"/sites/{World.SiteId}/history{query}");
        var page = portal.Render<HistoryPage>(parameters => parameters.Add(one => one.SiteId, World.SiteId));
        await page.InvokeAsync(() => { });
        page.WaitForAssertion(() => Charts(page).Count.ShouldBe(2));
        return page;
    }
}
