using System.Text.Json;
using Clemap.Contracts;
using Clemap.Contracts.DesiredState;
using Clemap.Edge.Actions;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;

namespace Clemap.Edge.CloudLink;

/// <summary>
/// Hears what the cloud wants and what it has ordered: over a stream, which resumes where it broke; where something between lets no stream through, by asking again and again.
/// </summary>
internal sealed class DesiredStateListener(CloudClient cloud, DesiredLimits limits, Orders orders, Journal journal, LinkTiming timing, TimeProvider time, ILogger log)
{
    /// <summary>So many streams in a row without a single line are no accident.</summary>
    private const int SilentStreams = 2;

    private int silent;

    /// <exception cref="IOException">The stream ended or broke, as every stream does some day.</exception>
    public Task ListenAsync(Action opened, CancellationToken cancellation) =>
        silent < SilentStreams ? StreamAsync(opened, cancellation) : PollAsync(opened, cancellation);

    private async Task StreamAsync(Action opened, CancellationToken cancellation)
    {
        silent++;
        using var response = await cloud.OpenDesiredStatesAsync(limits.LastSeenVersion, timing.FirstSilence, cancellation);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        void Heard()
        {
            silent = 0;
            opened();
        }
        await foreach (var message in ServerSentEvents.ReadAsync(stream, timing.LongestSilence, time, cancellation, timing.FirstSilence, Heard))
            Take(message.Name, () => Take(message));
        throw new IOException("The cloud closed the stream.");
    }

    private async Task PollAsync(Action opened, CancellationToken cancellation)
    {
        log.LogWarning("No stream gets through to this site; the cloud is asked every {Seconds} s instead", timing.PollEvery.TotalSeconds);
        long begun = time.GetTimestamp();
        while (time.GetElapsedTime(begun) < timing.PollFor)
        {
            var answer = await cloud.FetchDesiredStateAsync(limits.LastSeenVersion, cancellation);
            opened();
            if (answer is { } said)
                Take(said);
            await Task.Delay(timing.PollEvery * (0.8 + (0.4 * Random.Shared.NextDouble())), time, cancellation);
        }
        silent = SilentStreams - 1; // one stream is tried
    }

    private void Take(ServerSentEvent message)
    {
        if (message.Name == "desired-state")
            Take(JsonSerializer.Deserialize(message.Data, ContractsJson.Default.DesiredStateDocument));
        else if (message.Name == "actions" && JsonSerializer.Deserialize(message.Data, ContractsJson.Default.ActionList) is { } list)
            orders.Actions.Take(list);
        else if (message.Name == "grid-commands" && JsonSerializer.Deserialize(message.Data, ContractsJson.Default.GridCommandList) is { } commands)
            orders.Grid.Commands.Take(commands);
    }

    // What the answer does not speak of stays as it is: a list that is not there is not an empty one.
    private void Take(JsonElement said)
    {
        if (said.TryGetProperty("gridCommands", out _))
            Take("grid-commands", () => orders.Grid.Commands.Take(said.Deserialize(ContractsJson.Default.GridCommandList)!));
        Take("desired-state", () => Take(said.Deserialize(ContractsJson.Default.DesiredStateDocument)));
        if (said.TryGetProperty("actions", out _))
            Take("actions", () => orders.Actions.Take(said.Deserialize(ContractsJson.Default.ActionList)!));
    }

    /// <summary>One that cannot be read, or that the disk does not take, must not keep the others from arriving.</summary>
    private void Take(string name, Action take)
    {
        try
        {
            take();
        }
        catch (Exception failure)
        {
            log.LogError(failure, "What the cloud said ({Name}) could not be taken in whole", name);
        }
    }

    private void Take(DesiredStateDocument? document)
    {
        if (document is null || document.Version == limits.LastSeenVersion)
            return;
        if (limits.Offer(document) is { } refusal)
        {
            log.LogWarning("Version {Version} of the desired state is refused ({Code}): {Message}", refusal.Version, refusal.Code, refusal.Message);
            journal.Add(Journal.Cloud, "desired-state.refused", $"Version {refusal.Version} ({refusal.Code}): {refusal.Message}");
        }
        else
        {
            log.LogInformation("Version {Version} of the desired state is taken", document.Version);
            journal.Add(Journal.Cloud, "desired-state.accepted", InWords(document));
        }
    }

    private static string InWords(DesiredStateDocument document) =>
        $"Version {document.Version}: {JsonSerializer.Serialize(document, ContractsJson.Default.DesiredStateDocument)}";
}
