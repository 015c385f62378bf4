using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Control;

/// <summary>When and how a site's stations may charge: windows, mode, tariff, peak cap; and what of it is in force.</summary>
public sealed partial class ControlPage : ComponentBase, IDisposable
{
    private CancellationTokenSource _stop = new();
    private Guid _shown;
    private SiteDetail? _site;
    private DesiredStateStanding? _standing;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private VersionConflict? _conflict;
    private DesiredStateChange? _mine;
    private CalendarDraft? _draft;
    private Guid? _editing;
    private Guid _new;

    /// <summary>What the person looked at when they began; <see langword="null"/> while nothing is being edited.</summary>
    private long? _lookedAt;
    private string _cap = "";
    private string _told = "";
    private bool _editingTariff;
    private bool _missing;
    private bool _mayControl;
    private bool _failed;
    private bool _busy;

    [Parameter] public Guid SiteId { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private ISiteChanges Changes { get; set; } = null!;

    [Inject] private IStringLocalizer<ControlTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Site { get; set; } = null!;

    private DesiredStateDocument Wanted => _standing!.Wanted.Document;

    private ControlMode Mode => Wanted.Mode ?? ControlMode.Priority;

    /// <summary>The grid connection first, then what hangs on it.</summary>
    private IEnumerable<(Guid Id, string Name)> Subjects => _site!.Model!.Circuits.OrderBy(circuit => circuit.ParentId is not null).ThenBy(circuit => circuit.Name, StringComparer.Ordinal)
        .Select(circuit => (circuit.Id, circuit.Name))
        .Concat(_site.Model.Stations.OrderBy(station => station.Name, StringComparer.Ordinal).Select(station => (station.Id, station.Name)));

    private List<(Guid Id, string Name)> Free => [.. Subjects.Where(subject => Wanted.Calendars?.ContainsKey(subject.Id) != true)];

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _shown == SiteId)
            return;
        _shown = SiteId;
        await _stop.CancelAsync();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var left = _stop.Token;
        (_site, _standing, _missing, _told) = (null, null, false, "");
        Close();
        _mayControl = Permission.AllowsAt(await Scope.PersonAsync(), Permission.ControlLoad, SiteId);
        await ReadAsync(left);
        if (_missing)
            return;
        _cap = Wanted.Grid?.PeakCapW is { } capW ? SwissFormat.Kilowatt(capW) : "";
        _ = FollowAsync(left);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        (_site, _standing) = await Scope.RunAsync(
            Permission.ViewSites,
            async (services, token) => (
                await services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token), await services.GetRequiredService<IDesiredStateHistory>().FindAsync(SiteId, token)),
            cancellationToken);
        _missing = _site is null;
        if (_site is not null)
            _zone = TimeZoneInfo.FindSystemTimeZoneById(_site.TimeZone);
    }

    // A follower that breaks must show on the page, not die in silence behind what is no longer so.
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in Changes.SubscribeAsync(SiteId, cancellationToken))
            {
                await InvokeAsync(async () =>
                {
                    await ReadAsync(cancellationToken);
                    StateHasChanged();
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception exception)
        {
            await InvokeAsync(() => DispatchExceptionAsync(exception));
        }
    }

    private IEnumerable<string> LinesOf(CalendarWish calendar) =>
        (calendar.Weekly ?? []).Select(window => WindowWords.Of(window, Text)).Concat((calendar.Exceptions ?? []).Select(exception => WindowWords.Of(exception, Text)));

    private void Edit(Guid subject)
    {
        Close();
        (_editing, _draft, _lookedAt) = (subject, CalendarDraft.Of(Wanted.Calendars?.GetValueOrDefault(subject)), _standing!.Wanted.Version);
    }

    private void EditTariff()
    {
        Close();
        (_editingTariff, _draft, _lookedAt) = (true, CalendarDraft.Of(Wanted.Tariff), _standing!.Wanted.Version);
    }

    private void Close() => (_editing, _editingTariff, _draft, _lookedAt, _conflict, _mine) = (null, false, null, null, null, null);

    private Task<string?> SaveCalendarAsync(CalendarDraft draft) =>
        WriteAsync(new(Calendars: new Dictionary<Guid, CalendarWish?> { [_editing!.Value] = draft.Read() }));

    private Task<string?> SaveTariffAsync(CalendarDraft draft) => WriteAsync(new(Tariff: draft.ReadTariff()));

    private Task RemoveAsync(Guid subject) => SaveAsync(new(Calendars: new Dictionary<Guid, CalendarWish?> { [subject] = null }));

    private async Task SaveCapAsync()
    {
        if (_cap.Trim().Length == 0)
            await SaveAsync(new(Grid: new()));
        else if (SwissFormat.TryRead(_cap, out var capKw))
            await SaveAsync(new(Grid: new(capKw * 1000)));
        else
            (_failed, _told) = (true, Text["PeakCap.NotANumber"]);
    }

    private async Task SaveAsync(DesiredStateChange change)
    {
        if (await WriteAsync(change) is { } problem)
            (_failed, _told) = (true, problem);
    }

    /// <returns>The sentence of what went wrong; <see langword="null"/> when it is written, or when somebody else was faster and the page asks which to keep.</returns>
    private async Task<string?> WriteAsync(DesiredStateChange change)
    {
        _busy = true;
        try
        {
            var expected = change with { ExpectedVersion = _lookedAt ?? _standing!.Wanted.Version };
            var result = await Scope.RunAsync(
                Permission.ControlLoad, (services, token) => services.GetRequiredService<IDesiredStates>().ChangeAsync(SiteId, expected, token), _stop.Token);
            await ReadAsync(_stop.Token);
            switch (result.Problem)
            {
                case null:
                    Close();
                    (_failed, _told) = (false, Text["Saved", result.Document!.Version]);
                    return null;
                case DesiredStateProblem.VersionConflict:
                    (_conflict, _mine, _told) = (result.Conflict, change, "");
                    return null;
                default:
                    return ProblemWords.Of(result, Text);
            }
        }
        finally
        {
            _busy = false;
            StateHasChanged();
        }
    }

    private void KeepTheirs() => Close();

    private async Task OverwriteAsync()
    {
        var (mine, newest) = (_mine!, _conflict!.Newest.Version);
        (_conflict, _mine, _lookedAt) = (null, null, newest);
        await SaveAsync(mine);
    }
}
