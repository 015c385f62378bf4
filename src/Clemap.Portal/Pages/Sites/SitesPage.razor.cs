using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.Alarms;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Sites;

/// <summary>All sites that the person sees, searched and filtered by what stands in the address. Whoever sees one only is led to it from the start page.</summary>
public sealed partial class SitesPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(30);

    /// <summary>Without a key pressed: then the word is typed.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource _left = new();
    private FleetQuery _query = new();
    private FoundSites? _found;
    private IReadOnlyDictionary<Guid, int> _alarms = new Dictionary<Guid, int>();
    private string _path = PortalPaths.Sites;
    private string _text = "";
    private string _sent = "";
    private bool _mayCreate;
    private int _asked;
    private int _typed;

    [SupplyParameterFromQuery(Name = "q")] public string? TextWord { get; set; }

    [SupplyParameterFromQuery(Name = "show")] public string? ShowWord { get; set; }

    [SupplyParameterFromQuery(Name = "page")] public string? PageWord { get; set; }

    [Inject] private IStringLocalizer<SiteTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<FleetTexts> Fleet { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    private string Count => _found switch
    {
        { Pages: > 1 } found => Fleet[
            "Count.Part", SwissFormat.Count((found.Page - 1L) * SiteQuery.UsualPerPage + 1), SwissFormat.Count((found.Page - 1L) * SiteQuery.UsualPerPage + found.Sites.Count),
            SwissFormat.Count(found.Fit)],
        { Fit: 0 } => Fleet["Count.None"],
        { Fit: 1 } => Fleet["Count.One"],
        { } found => Fleet["Count.Many", SwissFormat.Count(found.Fit)],
        null => "",
    };

    /// <summary>Which of the texts say that there is nothing.</summary>
    private (string Title, string Sentence) Nothing => _query switch
    {
        { Text.Length: > 0 } when _found!.Counts.All == 0 => ("Nothing", "NothingSentence"),
        { Text.Length: 0, Show: SiteShow.Attention } => ("AllWell", "AllWellSentence"),
        _ => ("NothingShown", "NothingShownSentence"),
    };

    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var person = await Scope.PersonAsync();
        if (!Permission.Allows(person, Permission.ViewSites))
        {
            Navigation.NavigateTo(
                Permission.Allows(person, Permission.ExportSdat) ? PortalPaths.Sdat
                : Permission.Allows(person, Permission.OwnCharging) ? PortalPaths.MyCharging
                : PortalPaths.NotAllowed,
                replace: true);
            return;
        }

        _mayCreate = Permission.Allows(person, Permission.CreateSites);
        _path = new Uri(Navigation.Uri).AbsolutePath;
        _query = FleetQuery.Of(TextWord, ShowWord, PageWord);
        // What is being typed stays: the address that comes back is what was typed a moment ago.
        if (_query.Text != _sent)
            (_text, _sent) = (_query.Text, _query.Text);
        await ReadAsync();
        // The start page of whoever has one site is that site; the list has an address of its own.
        if (_found is { Counts.All: 1, Sites: [var only] } && !_query.IsNarrow && _path == PortalPaths.Sites)
            Navigation.NavigateTo(PortalPaths.Site(only.Id), replace: true);
    }

    private async Task ReadAsync()
    {
        var (mine, query) = (++_asked, _query);
        var (found, alarms) = await Scope.RunAsync(Permission.ViewSites, async (services, token) =>
        {
            // Which sites have alarms the other room does not know: it is told, so that it can count and page them.
            var open = await services.GetRequiredService<IAlarms>().OpenBySiteAsync(null, token);
            return (await services.GetRequiredService<ISiteSearch>().FindAsync(new(query.Text, query.Show, query.Page, Alarmed: [.. open.Keys]), token), open);
        }, CancellationToken.None);
        // An answer that another question has overtaken is not shown.
        if (mine != _asked)
            return;
        _found = found;
        _alarms = alarms;
    }

    private async Task TypedAsync(ChangeEventArgs change)
    {
        _text = change.Value as string ?? "";
        var mine = ++_typed;
        try
        {
            await Task.Delay(Pause, Clock, _left.Token);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
            return;
        }

        if (mine == _typed)
            SearchNow();
    }

    private void SearchNow()
    {
        var next = FleetQuery.Of(_text, null, null) with { Show = _query.Show };
        if (next.Text == _query.Text)
            return;
        _sent = next.Text;
        // One entry in the history of the browser, not one a letter.
        Navigation.NavigateTo(next.ToAddress(_path), replace: _query.Text.Length > 0);
    }
}
