using Clemap.Contracts.Actions;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;

namespace Clemap.Edge.Actions;

/// <summary>
/// Has stations do what was taken, one after the other. Of what was begun when the process ended nobody knows whether it was done: it is called so and not done again, unless
/// doing it twice harms nothing.
/// </summary>
internal sealed class ActionService(ActionDesk desk, ActionStore store, Site site, Journal journal, TimeProvider time, ILogger<ActionService> log) : BackgroundService
{
    /// <summary>A station that hangs does not hold up the others' actions for longer.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            foreach (var action in desk.Interrupted)
                Resume(action);
            await foreach (var action in desk.Work.ReadAllAsync(stoppingToken))
                await DoAsync(action, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is begun stays so in the journal, and is judged at the next start.
        }
    }

    private void Resume(OrderedAction action)
    {
        if (action.Kind is ActionKind.Identify or ActionKind.FirmwareNotice)
            desk.Enqueue(action);
        else
            End(action, ActionReportState.Unknown, new("interrupted", "The controller was interrupted while it was done; it may have been done."));
    }

    private async Task DoAsync(OrderedAction action, CancellationToken stopping)
    {
        if (time.GetUtcNow() >= action.ExpiresAt)
        {
            End(action, ActionReportState.Expired, null);
            return;
        }

        var (state, why) = await OutcomeAsync(action, stopping);
        End(action, state, why);
    }

    private async Task<(string State, ActionRefusal? Why)> OutcomeAsync(OrderedAction action, CancellationToken stopping)
    {
        try
        {
            var refusal = await TryAsync(action, stopping);
            return (refusal is null ? ActionReportState.Done : ActionReportState.Failed, refusal);
        }
        catch (Exception failure) when (failure is StationException or CloudCallException)
        {
            return (ActionReportState.Failed, new("not-reached", failure.Message));
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            if (!DeviceFailure.Is(failure))
                log.LogError(failure, "{Kind} at {Station} met a fault", action.Kind, action.StationId);
            return (ActionReportState.Unknown, new("no-answer", $"The station did not answer; it may have done it. {failure.Message}"));
        }
    }

    private async Task<ActionRefusal?> TryAsync(OrderedAction action, CancellationToken stopping)
    {
        var station = site.Stations.First(one => one.Configuration.Id == action.StationId);
        if (action.Kind == ActionKind.FirmwareNotice)
        {
            journal.Add(Journal.Cloud, "firmware.notice", $"There is newer firmware for station {station.Name}: {action.Text}.", station.Name, action.Text ?? "");
            return null;
        }

        using var deadline = new CancellationTokenSource(Longest, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        return await station.ActAsync(action, both.Token);
    }

    /// <summary>Never fails: a disk that does not take it must not end the process that controls the site. What is begun stays so there, and is judged at the next start.</summary>
    private void End(OrderedAction action, string state, ActionRefusal? why)
    {
        string said = why?.Message is { Length: > 500 } whole ? whole[..500] : why?.Message ?? "";
        try
        {
            store.End(action.Id, state, time.GetUtcNow(), why is null ? null : why with { Message = said });
        }
        catch (Exception failure)
        {
            log.LogError("That {Kind} at {Station} is {State} could not be written, and is judged at the next start: {Message}", action.Kind, action.StationId, state, failure.Message);
        }

        string name = site.Stations.FirstOrDefault(one => one.Configuration.Id == action.StationId)?.Name ?? action.StationId.ToString();
        if (state == ActionReportState.Done)
            journal.Add(Journal.Cloud, "action.done", $"{action.Kind} at {name}: done.", action.Kind, name);
        else
            journal.Add(Journal.Cloud, "action.not-done", $"{action.Kind} at {name}: {state}. {said}".TrimEnd(), action.Kind, name, state, said);
        desk.News.Set();
    }
}
