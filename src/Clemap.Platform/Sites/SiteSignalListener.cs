using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Clemap.Platform.Sites;

/// <summary>Holds this node's one listening connection. After a cut it listens again within a second and treats everything as changed.</summary>
internal sealed partial class SiteSignalListener(
    DatabaseConnections connections, SiteSignals signals, DeviceCache devices, TimeProvider time, ILogger<SiteSignalListener> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(stoppingToken);
            }
            catch (Exception cut) when (cut is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                Cut(log, cut.Message);
                await Task.Delay(Pause, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        var address = new NpgsqlConnectionStringBuilder(connections.App) { Pooling = false, KeepAlive = 10, ApplicationName = "clemap site signals" };
        await using var connection = new NpgsqlConnection(address.ConnectionString);
        connection.Notification += (_, notification) => Receive(notification.Payload);
        await connection.OpenAsync(cancellationToken);
        await using (var listen = new NpgsqlCommand($"listen {SiteSignals.Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        devices.Clear();
        signals.ReceiveAll();
        while (true)
            await connection.WaitAsync(cancellationToken);
    }

    private void Receive(string payload)
    {
        var words = payload.Split(' ');
        if (words.Length != 2 || !Guid.TryParse(words[0], out var siteId) || !Enum.TryParse<SiteChangeKind>(words[1], out var kind))
        {
            Unknown(log, payload);
            return;
        }

        if (kind is SiteChangeKind.Model)
            devices.Clear();
        signals.Receive(siteId, kind);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Listening for changes of sites was cut and starts again: {Reason}")]
    private static partial void Cut(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A change of a site came in words unknown to this version: {Payload}")]
    private static partial void Unknown(ILogger log, string payload);
}
