using System.Collections.Concurrent;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Devices;
using Clemap.Telemetry.Storage;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Clemap.Telemetry.Ingestion;

/// <summary>
/// Keeps what devices say of their outboxes in <c>telemetry.device_outbox</c>, at most every <see cref="Pace"/> a device and node. While some are written the next gather: thousands of devices that return
/// together take a few transactions, not one each.
/// </summary>
internal sealed class OutboxNotes(IngestDatabase database, ILogger<OutboxNotes> logger)
{
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> noted = new();
    private readonly Lock gate = new();
    private Gathering gathering = new();
    private bool writes;

    /// <summary>What cannot be is not kept, and costs no reading: fewer than no readings, or one from the future.</summary>
    /// <returns>Ends when it is kept, or could not be; never throws. The next batch says it again.</returns>
    public Task TakeAsync(DeviceIdentity device, TelemetryBatch batch, DateTimeOffset now)
    {
        if (batch.PendingReadings is not { } pending || pending < 0 || batch.OldestPendingAt > now.AddMinutes(2)
            || (noted.TryGetValue(device.DeviceId, out var last) && now - last < Pace))
        {
            return Task.CompletedTask;
        }

        noted[device.DeviceId] = now;
        lock (gate)
        {
            gathering.Notes[device.DeviceId] = new Note(device, pending, batch.OldestPendingAt, now);
            if (!writes)
            {
                writes = true;
                _ = Task.Run(WriteAsync);
            }

            return gathering.Written.Task;
        }
    }

    private async Task WriteAsync()
    {
        while (Gathered() is { } full)
        {
            try
            {
                await WriteAsync([.. full.Notes.Values]);
            }
            catch (Exception problem)
            {
                logger.NotesFailed(problem, full.Notes.Count);
                foreach (var device in full.Notes.Keys)
                    noted.TryRemove(device, out _);
            }

            full.Written.SetResult();
        }
    }

    private Gathering? Gathered()
    {
        lock (gate)
        {
            var full = gathering;
            writes = full.Notes.Count > 0;
            if (!writes)
                return null;
            gathering = new();
            return full;
        }
    }

    private async Task WriteAsync(List<Note> notes)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection);
        // The same order in every transaction, on whatever node: two that hold the same devices wait for each other at most one way.
        foreach (var ofOne in notes.GroupBy(note => note.Device.OrganisationId).OrderBy(ofOne => ofOne.Key))
        {
            batch.BatchCommands.Add(new("select set_config('app.organisation_id', $1, true)") { Parameters = { new() { Value = ofOne.Key.ToString() } } });
            foreach (var note in ofOne.OrderBy(note => note.Device.DeviceId))
                batch.BatchCommands.Add(Command(note));
        }

        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static NpgsqlBatchCommand Command(Note note) => new("select telemetry.note_outbox($1, $2, $3, $4, $5)")
    {
        Parameters =
        {
            new() { Value = note.Device.DeviceId },
            new() { Value = note.Device.SiteId },
            new() { Value = note.Pending },
            new() { Value = (object?)note.OldestAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = note.HeardAt.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };

    private sealed record Note(DeviceIdentity Device, long Pending, DateTimeOffset? OldestAt, DateTimeOffset HeardAt);

    /// <summary>What goes into one transaction: the last word of each device.</summary>
    private sealed class Gathering
    {
        public Dictionary<Guid, Note> Notes { get; } = [];

        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
