using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Clemap.Telemetry.LiveFeed;

/// <summary>
/// Carries live readings between nodes by the pub/sub of Redis or Valkey. It holds only what is now: what is lost while the connection is away is made good
/// by the next reading, and what must last is in the database.
/// </summary>
internal sealed partial class LiveRelay(string address, LiveReadings live, ILogger<LiveRelay> log) : BackgroundService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal("clemap:live");

    // A node hears itself too, and has told its own pages already.
    private readonly Guid node = Guid.CreateVersion7();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = ConfigurationOptions.Parse(address);
        options.AbortOnConnectFail = false;
        await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
        redis.ConnectionFailed += (_, failure) => Lost(log, failure.Exception);
        redis.ConnectionRestored += (_, _) => Back(log);
        var subscriber = redis.GetSubscriber();
        await subscriber.SubscribeAsync(Channel, (_, message) => Take(message));
        live.Published += Send;
        try
        {
            await Task.Delay(Timeout.Infinite, stoppingToken);
        }
        finally
        {
            live.Published -= Send;
        }

        void Send(Guid organisationId, IReadOnlyList<Reading> newest) => subscriber.Publish(
            Channel,
            JsonSerializer.SerializeToUtf8Bytes(new LiveMessage(node, organisationId, newest), TelemetryJson.Default.LiveMessage),
            CommandFlags.FireAndForget);
    }

    private void Take(RedisValue message)
    {
        try
        {
            if (JsonSerializer.Deserialize(((ReadOnlyMemory<byte>)message).Span, TelemetryJson.Default.LiveMessage) is { } news && news.Node != node)
                live.Offer(news.OrganisationId, news.Readings);
        }
        catch (JsonException failure)
        {
            Unreadable(log, failure);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "The connection between the nodes for live readings is lost; pages on other nodes wait for it.")]
    private static partial void Lost(ILogger log, Exception? failure);

    [LoggerMessage(2102, LogLevel.Information, "The connection between the nodes for live readings is back.")]
    private static partial void Back(ILogger log);

    [LoggerMessage(2103, LogLevel.Warning, "A live message of another node could not be read; is it of another version?")]
    private static partial void Unreadable(ILogger log, Exception failure);
}

/// <param name="Node">That sent it.</param>
/// <param name="Readings">Each the newest of its source.</param>
internal sealed record LiveMessage(Guid Node, Guid OrganisationId, IReadOnlyList<Reading> Readings);
