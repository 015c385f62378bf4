using Clemap.Contracts.DesiredState;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;
using Clemap.Portal.Pages.Control;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Rollouts;

/// <summary>One change for many sites: choose, look, roll out in stages, follow, stop, take back.</summary>
public sealed partial class RolloutsPage : ComponentBase, IDisposable
{
    private const string ByItself = "ByItself";
    private const string ByHand = "ByHand";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Guid> _chosen = [];
    private IReadOnlyList<SiteSummary>? _sites;
    private IReadOnlyList<Rollout>? _rollouts;
    private IReadOnlyList<SitePreview>? _preview;
    private BulkChange? _change;
    private CalendarDraft _draft = new();
    private string? _key;
    private BulkKind _what;
    private ControlMode _mode;
    private string _number = "";
    private string _problem = "";
    private int _first = 1;
    private string _then = ByItself;
    private bool _busy;

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private IStringLocalizer<RolloutTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<ControlTexts> Control { get; set; } = null!;

    /// <summary>Sites that would be changed by what is looked at.</summary>
    private List<Guid> Takers => [.. (_preview ?? []).Where(site => site.Problem is null && site.Difference.Count > 0).Select(site => site.SiteId)];

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _sites = await Scope.RunAsync(
            Permission.ControlManySites, (services, token) => services.GetRequiredService<ISiteDirectory>().ListAsync(token), _stop.Token);
        await ReadAsync();
        _ = FollowAsync(_stop.Token);
    }

    private static bool IsAlive(Rollout rollout) =>
        rollout.State is RolloutState.Running or RolloutState.Undoing || rollout.Counts.ContainsKey(RolloutSiteState.Wanted);

    private Task<T> AsAsync<T>(Func<IRollouts, CancellationToken, Task<T>> operation) => Scope.RunAsync(
        Permission.ControlManySites, (services, token) => operation(services.GetRequiredService<IRollouts>(), token), _stop.Token);

    private Task<Rollout?> LoadAsync(Guid id, RolloutSitePage page) => AsAsync((rollouts, token) => rollouts.FindAsync(id, page, token));

    private async Task ReadAsync() => _rollouts = await AsAsync((rollouts, token) => rollouts.ListAsync(token));

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new PeriodicTimer(LookEvery, Clock);
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                if (_rollouts?.Any(IsAlive) != true)
                    continue;
                await InvokeAsync(async () =>
                {
                    await ReadAsync();
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

    private void Tick(Guid site, bool has)
    {
        if (has)
            _chosen.Add(site);
        else
            _chosen.Remove(site);
        ForgetPreview();
    }

    private void TickAll(bool has)
    {
        _chosen.Clear();
        if (has)
            _chosen.UnionWith(_sites!.Select(site => site.Id));
        ForgetPreview();
    }

    private void ForgetPreview() => (_preview, _change, _key, _problem) = (null, null, null, "");

    private Task PreviewAsync()
    {
        var number = 0.0;
        if (_what is BulkKind.Limit or BulkKind.PeakCap && _number.Trim().Length > 0 && !SwissFormat.TryRead(_number, out number))
        {
            ForgetPreview();
            _problem = Control["Problem.not-a-number"];
            return Task.CompletedTask;
        }

        double? value = _number.Trim().Length == 0 ? null : number;
        return _what switch
        {
            BulkKind.Mode => LookAsync(new(Mode: _mode)),
            BulkKind.Limit => LookAsync(new(GridConnection: new(value))),
            BulkKind.PeakCap => LookAsync(new(Grid: new(value * 1000))),
            _ => Task.CompletedTask,
        };
    }

    private async Task<string?> PreviewWindowsAsync(CalendarDraft draft)
    {
        await LookAsync(_what == BulkKind.Windows ? new(Calendar: draft.Read()) : new(Tariff: draft.ReadTariff()));
        return null;
    }

    private async Task LookAsync(BulkChange change)
    {
        ForgetPreview();
        await BusyAsync(async () =>
        {
            var request = Request(change, [.. _sites!.Select(site => site.Id).Where(_chosen.Contains)]);
            var (sites, broken) = await AsAsync((rollouts, token) => rollouts.PreviewAsync(request, token));
            if (broken is null)
                (_preview, _change, _key) = (sites, change, Guid.CreateVersion7().ToString());
            else
                _problem = Problem(broken.Field, broken.Code, broken.Message);
        });
    }

    private Task StartAsync() => BusyAsync(async () =>
    {
        var (request, key) = (Request(_change!, Takers), _key);
        var (rollout, broken) = await AsAsync((rollouts, token) => rollouts.StartAsync(request, key, token));
        if (rollout is null)
        {
            _problem = Problem(broken!.Field, broken.Code, broken.Message);
            return;
        }

        ForgetPreview();
        _chosen.Clear();
        await ReadAsync();
    });

    private Task StepAsync(Guid id, RolloutStep step) => BusyAsync(async () =>
    {
        await AsAsync((rollouts, token) => rollouts.StepAsync(id, step, token));
        await ReadAsync();
    });

    private BulkChangeRequest Request(BulkChange change, IReadOnlyList<Guid> sites) => new(sites, change, _first, Automatic: _then == ByItself);

    private string Problem(string field, string code, string message) =>
        Text[$"Broken.{field}.{code}"] is { ResourceNotFound: false } known ? known.Value : message;

    private string Summary(BulkChange change) => change switch
    {
        { Mode: { } mode } => Text["Words", Text["What.Mode"], Control["Mode." + mode]],
        { GridConnection: { } limit } => Text["Words", Text["What.Limit"], limit.LimitA is { } limitA ? Control["Words.Limit", SwissFormat.Limit(limitA)].Value : Control["Unset"].Value],
        { Grid: { } grid } => Text["Words", Text["What.PeakCap"], grid.PeakCapW is { } capW ? $"{SwissFormat.Kilowatt(capW)} kW" : Control["Unset"].Value],
        { Calendar: { } calendar } => Text["Words", Text["What.Windows"], Joined((calendar.Weekly ?? []).Select(window => WindowWords.Of(window, Control)).Concat((calendar.Exceptions ?? []).Select(exception => WindowWords.Of(exception, Control))))],
        { Tariff: { } tariff } => Text["Words", Text["What.Tariff"], Joined(tariff.LowTariff.Select(WindowWords.Of))],
        _ => "",
    };

    private string Joined(IEnumerable<string> lines) => string.Join("; ", lines) is { Length: > 0 } joined ? joined : Control["Unset"];

    private async Task BusyAsync(Func<Task> work)
    {
        _busy = true;
        try
        {
            await work();
        }
        finally
        {
            _busy = false;
        }
    }
}

/// <summary>What is changed at many sites at once.</summary>
public enum BulkKind
{
    Mode,
    Limit,
    Windows,
    Tariff,
    PeakCap,
}
