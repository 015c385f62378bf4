using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Grid;

/// <summary>Load reductions for the grid: preview and send one, see how each stands at each target and what it did, take it back.</summary>
public sealed partial class GridPage : ComponentBase, IDisposable
{
    private static readonly string[] Units = ["percent", "watt", "ampere", "lock"];
    private static readonly int[] Durations = [15, 30, 60, 120, 240];
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private readonly CancellationTokenSource _stop = new();
    private readonly HashSet<Guid> _siteIds = [];
    private readonly HashSet<Guid> _groupIds = [];
    private IReadOnlyList<GridTargetSite>? _sites;
    private IReadOnlyList<GridCommandLine>? _commands;
    private IReadOnlyList<GridTargetPreview>? _preview;
    private GridCommandView? _open;
    private Guid? _asked;
    private string _unit = "percent";
    private double _value = 50;
    private int _minutes = 60;
    private string _reason = "";
    private string _told = "";
    private string _key = "";
    private bool _failed;
    private bool _busy;

    [Inject] private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        await ReadAsync();
        _sites = await AsAsync((commands, token) => commands.TargetsAsync(token));
        if (_sites is [var only])
            _siteIds.Add(only.SiteId);
        _ = FollowAsync();
    }

    private Task<T> AsAsync<T>(Func<IGridCommands, CancellationToken, Task<T>> operation) =>
        Scope.RunAsync(Permission.ReduceLoad, (services, token) => operation(services.GetRequiredService<IGridCommands>(), token), CancellationToken.None);

    private async Task ReadAsync()
    {
        _commands = (await AsAsync((commands, token) => commands.ListAsync(new(Limit: 20), token))).Commands;
        if (_open is { } open)
            _open = await AsAsync((commands, token) => commands.FindAsync(open.Id, token));
    }

    // States come from devices: while one is looked at the page looks again.
    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await InvokeAsync(async () =>
                {
                    if (_busy || _commands is null || (_open is null && !_commands.Any(IsOpen)))
                        return;
                    await ReadAsync();
                    StateHasChanged();
                });
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

    private void Tick(HashSet<Guid> ids, Guid id, bool has)
    {
        Forget();
        if (has)
            ids.Add(id);
        else
            ids.Remove(id);
    }

    private void Forget() => (_preview, _told, _failed) = (null, "", false);

    private GridCommandFields Fields() => new(
        new([.. _siteIds], null, [.. _groupIds]), null, _unit == "ampere" ? _value : null, _unit == "watt" ? _value * 1_000 : null, _unit == "percent" ? _value : null,
        _unit == "lock" ? true : null, null, Time.GetUtcNow().AddMinutes(_minutes), null, null, _reason);

    private Task PreviewAsync() => BusyAsync(async () =>
    {
        var preview = await AsAsync((commands, token) => commands.PreviewAsync(Fields(), token));
        _preview = preview.Broken.Count == 0 ? preview.Targets : null;
        _key = Guid.CreateVersion7().ToString();
        return preview.Broken.Count == 0 ? (true, Text["PreviewNote"]) : (false, Broken(preview.Broken[0].Field, preview.Broken[0].Message));
    });

    // One key a preview: a second click, or a lost answer, commands nothing twice.
    private Task SendAsync() => BusyAsync(async () =>
    {
        var given = await AsAsync((commands, token) => commands.GiveAsync(Fields(), _key, token));
        if (given.Command is not { } command)
            return (false, Broken(given.Broken[0].Field, given.Broken[0].Message));
        (_preview, _open, _reason) = (null, command, "");
        await ReadAsync();
        return (true, Text["Sent", command.Reason]);
    });

    private Task CancelAsync(GridCommandLine command) => BusyAsync(async () =>
    {
        var cancelled = await AsAsync((commands, token) => commands.CancelAsync(command.Id, token));
        _asked = null;
        if (cancelled.Command is { } now)
            _open = now;
        await ReadAsync();
        return cancelled.Command is null ? (false, Text[cancelled.IsAnothers ? "Anothers" : "Gone"]) : (true, Text["Cancelled", command.Reason]);
    });

    private async Task OpenAsync(GridCommandLine command) =>
        _open = _open?.Id == command.Id ? null : await AsAsync((commands, token) => commands.FindAsync(command.Id, token));

    private async Task BusyAsync(Func<Task<(bool Done, string Told)>> work)
    {
        _busy = true;
        try
        {
            var (done, told) = await work();
            (_failed, _told) = (!done, told);
        }
        finally
        {
            _busy = false;
        }
    }

    private string Broken(string field, string message) => Text["Broken." + field.Split('[')[0]] is { ResourceNotFound: false } known ? known.Value : message;

    private bool IsOpen(GridCommandLine command) =>
        command.Until > Time.GetUtcNow() && command.States.Keys.Any(state => state is GridTargetState.InForce or GridTargetState.Accepted or GridTargetState.Waiting or GridTargetState.Offline);

    private string Means(GridTargetPreview target) => target switch
    {
        { RefusedCode: { } code } => Text["Refused." + code] is { ResourceNotFound: false } known ? known.Value : Text["Refused.other"].Value,
        _ => Text[target.IsOffline ? "MeansOffline" : "Means", SwissFormat.Kilowatt(target.LeavesW ?? 0), SwissFormat.Kilowatt(target.CanTakeW ?? 0)],
    };

    private string Limit(double? limitA, double? limitW, double? limitPercent) => (limitA, limitW, limitPercent) switch
    {
        ({ } perPhaseA, _, _) => Text["Limit.ampere", SwissFormat.Limit(perPhaseA)],
        (_, { } totalW, _) => Text["Limit.watt", SwissFormat.Kilowatt(totalW)],
        (_, _, { } percent) => Text["Limit.percent", SwissFormat.Limit(percent)],
        _ => Text["Limit.lock"],
    };

    private static string Span(DateTimeOffset from, DateTimeOffset until) => $"{SwissFormat.DateAndTime(from, Zone)} – {SwissFormat.DateAndTime(until, Zone)}";

    private string Standing(GridTargetView target) => target.State switch
    {
        GridTargetState.Refused => Text["Refused." + target.Code] is { ResourceNotFound: false } known ? known.Value : Text["Refused.other"].Value,
        GridTargetState.InForce when target.IsOffline => Text["State.in-force-offline"],
        GridTargetState.InForce when target.CancelledAt is not null => Text["State.returning"],
        _ => Text["State." + target.State],
    };

    private string? Effect(GridTargetView target) => target.Effect switch
    {
        { ChargingBeforeW: { } beforeW, ChargingDuringW: { } duringW } => Text["Effect", SwissFormat.Kilowatt(beforeW), SwissFormat.Kilowatt(duringW)].Value,
        { ChargingBeforeW: { } beforeW } => Text["EffectBefore", SwissFormat.Kilowatt(beforeW)].Value,
        { ChargingDuringW: { } duringW } => Text["EffectDuring", SwissFormat.Kilowatt(duringW)].Value,
        _ => null,
    };
}
