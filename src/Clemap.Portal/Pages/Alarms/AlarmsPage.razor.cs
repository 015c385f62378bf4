using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.Alarms;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Alarms;

/// <summary>The alarms of all sites that the person sees. What is shown stands in the address, so that it can be sent to somebody.</summary>
public sealed partial class AlarmsPage : ComponentBase
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    private AlarmQuery _query = new();
    private AlarmPage? _page;
    private IReadOnlyDictionary<Guid, SiteSummary> _sites = new Dictionary<Guid, SiteSummary>();
    private Dictionary<Guid, string> _people = [];
    private SiteReach _mayAcknowledge = SiteReach.None;
    private string _told = "";
    private bool _failed;
    private int _writing;
    private int _asked;

    [SupplyParameterFromQuery(Name = "site")] public string? SiteWord { get; set; }

    [SupplyParameterFromQuery(Name = "state")] public string? StateWord { get; set; }

    [SupplyParameterFromQuery(Name = "severity")] public string? SeverityWord { get; set; }

    [SupplyParameterFromQuery(Name = "kind")] public string? KindWord { get; set; }

    [SupplyParameterFromQuery(Name = "before")] public string? BeforeWord { get; set; }

    [Inject] private IStringLocalizer<AlarmPageTexts> Text { get; set; } = null!;

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    /// <summary>Which of the texts say that there is nothing.</summary>
    private (string Title, string Sentence) Nothing => _query switch
    {
        { SiteId: { } site } when !_sites.ContainsKey(site) => ("NoSuchSite", "NoSuchSiteSentence"),
        { IsNarrow: true } => ("NoneFits", "NoneFitsSentence"),
        { All: true } => ("NoneEver", "NoneEverSentence"),
        _ => ("NoneOpen", "NoneOpenSentence"),
    };

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _query = AlarmQuery.Of(SiteWord, StateWord, SeverityWord, KindWord, BeforeWord);
        (_told, _failed, _writing) = ("", false, 0);
        _mayAcknowledge = Permission.ReachOf(await Scope.PersonAsync(), Permission.AcknowledgeAlarms);
        await ReadAsync();
    }

    // While somebody writes a note, nothing is taken from under the hand.
    private Task LookAsync() => _writing > 0 ? Task.CompletedTask : ReadAsync();

    private async Task ReadAsync()
    {
        var (mine, query) = (++_asked, _query);
        var (page, sites, people) = await Scope.RunAsync(Permission.ViewSites, async (services, token) =>
        {
            var found = await services.GetRequiredService<IAlarms>().FindAsync(query.ToFilter(), token);
            Guid[] at = [.. found.Alarms.Select(alarm => alarm.SiteId).Concat(query.SiteId is { } site ? [site] : []).Distinct()];
            Guid[] by = [.. found.Alarms.Select(alarm => alarm.Acknowledgement?.By).OfType<Guid>().Distinct()];
            return (found,
                await services.GetRequiredService<ISiteSearch>().OfAsync(at, token),
                by.Length == 0 ? [] : await services.GetRequiredService<IPeople>().ListAsync(by, token));
        }, CancellationToken.None);
        // An answer that another question has overtaken is not shown.
        if (mine != _asked)
            return;
        _page = page;
        _sites = sites;
        _people = people.ToDictionary(person => person.Id, person => person.Name);
    }

    private void GoTo(AlarmQuery query) => Navigation.NavigateTo(query.ToAddress());

    private void Asking(bool begins) => _writing = Math.Max(0, _writing + (begins ? 1 : -1));

    private async Task<string?> AcknowledgeAsync(AlarmView alarm, string note)
    {
        var (acknowledged, broken) = await Scope.RunAsync(
            Permission.AcknowledgeAlarms, (services, token) => services.GetRequiredService<IAlarms>().AcknowledgeAsync(alarm.Id, note, token), CancellationToken.None);
        if (broken.Count > 0)
            return Text["Broken." + broken[0].Code];
        (_failed, _told) = acknowledged is null ? (true, Text["Gone"]) : (false, Text["Acknowledged", alarm.Text]);
        await ReadAsync();
        StateHasChanged();
        return null;
    }

    private TimeZoneInfo ZoneOf(AlarmView alarm) =>
        _sites.GetValueOrDefault(alarm.SiteId) is { } site ? TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone) : TimeZoneInfo.Utc;
}
