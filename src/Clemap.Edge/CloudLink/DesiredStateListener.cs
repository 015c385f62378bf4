using System.Text.Json;
using Clemap.Contracts;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.CloudLink;

/// <summary>Listens to the stream of desired states as long as it lasts.</summary>
internal sealed class DesiredStateListener(CloudClient cloud, DesiredLimits limits, TimeProvider time, ILogger log)
{
    /// <summary>Three heartbeats of 15 s.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(45);

    /// <exception cref="IOException">The stream ended or broke, as every stream does some day.</exception>
    public async Task ListenAsync(Action opened, CancellationToken cancellation)
    {
        using var response = await cloud.OpenDesiredStatesAsync(limits.LastSeenVersion, cancellation);
        opened();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        await foreach (var message in ServerSentEvents.ReadAsync(stream, LongestSilence, time, cancellation))
            if (message.Name == "desired-state")
                Take(message.Data);
        throw new IOException("The cloud closed the stream.");
    }

    private void Take(string data)
    {
        var document = JsonSerializer.Deserialize(data, ContractsJson.Default.DesiredStateDocument);
        if (document is null || document.Version == limits.LastSeenVersion)
            return;
        if (limits.Offer(document) is { } refusal)
            log.LogWarning("Version {Version} of the desired state is refused ({Code}): {Message}", refusal.Version, refusal.Code, refusal.Message);
        else
            log.LogInformation("Version {Version} of the desired state is taken", document.Version);
    }
}
