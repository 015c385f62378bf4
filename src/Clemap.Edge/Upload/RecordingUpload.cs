using Clemap.Contracts.Sessions;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.CloudLink;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Upload;

/// <summary>Reads a recording and sends it in batches, a few in flight at a time.</summary>
internal sealed class RecordingUpload(CloudClient cloud, TimeProvider time, TextWriter output, TextWriter errors)
{
    private const int InFlight = 2;
    private const int SessionsInBatch = 500;
    private const int Attempts = 8;

    private readonly Guid bootId = Guid.CreateVersion7();
    private readonly Dictionary<Guid, (long ImportWh, long ExportWh)> registers = [];
    private long sequence;
    private int rejected;
    private int shown = -1;

    public int Rejected => rejected;

    /// <returns>The last register of each source.</returns>
    public async Task<IReadOnlyDictionary<Guid, (long ImportWh, long ExportWh)>> SendAsync(string file, CancellationToken cancellation)
    {
        await using var stream = File.OpenRead(file);
        using var reader = new StreamReader(stream);
        var readings = new List<Reading>(TelemetryBatch.MaximumReadings);
        var sessions = new List<ChargingSession>(SessionsInBatch);
        var running = new List<Task>(InFlight);
        long number = 0;
        while (await reader.ReadLineAsync(cancellation) is { } line)
        {
            number++;
            if (line.Length == 0)
                continue;
            var (reading, session) = Parse(line, file, number);
            if (reading is not null)
                readings.Add(reading);
            if (session is not null)
                sessions.Add(session);
            if (readings.Count == TelemetryBatch.MaximumReadings)
            {
                await StartAsync(running, Batch(readings), cancellation);
                Progress(stream.Position, stream.Length);
            }
            if (sessions.Count == SessionsInBatch)
                await FlushAsync(sessions, cancellation);
        }
        if (readings.Count > 0)
            await StartAsync(running, Batch(readings), cancellation);
        await Task.WhenAll(running);
        if (sessions.Count > 0)
            await FlushAsync(sessions, cancellation);
        Progress(1, 1);
        return registers;
    }

    private (Reading? Reading, ChargingSession? Session) Parse(string line, string file, long number)
    {
        try
        {
            var parsed = RecordingLine.Parse(line);
            if (parsed.Reading is { ImportWh: { } importWh } reading)
                registers[reading.SourceId] = (importWh, reading.ExportWh ?? 0);
            return parsed;
        }
        catch (FormatException wrong)
        {
            throw new FormatException($"{file}, line {number}: {wrong.Message}", wrong);
        }
    }

    private TelemetryBatch Batch(List<Reading> readings)
    {
        var batch = new TelemetryBatch(bootId, ++sequence, time.GetUtcNow(), [.. readings]);
        readings.Clear();
        return batch;
    }

    private async Task StartAsync(List<Task> running, TelemetryBatch batch, CancellationToken cancellation)
    {
        if (running.Count == InFlight)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            await done;
        }
        running.Add(SendAsync(batch, cancellation));
    }

    private async Task SendAsync(TelemetryBatch batch, CancellationToken cancellation)
    {
        var answer = await PatientlyAsync(() => cloud.SendAsync(batch, cancellation), cancellation);
        Count(answer.Rejected, row => $"reading of {batch.Readings[row].SourceId} at {batch.Readings[row].At:u}");
    }

    private async Task FlushAsync(List<ChargingSession> sessions, CancellationToken cancellation)
    {
        var batch = new SessionBatch([.. sessions]);
        sessions.Clear();
        var answer = await PatientlyAsync(() => cloud.SendAsync(batch, cancellation), cancellation);
        Count(answer.Rejected, row => $"session {batch.Sessions[row].SessionId}");
    }

    private async Task<T> PatientlyAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(10));
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (Exception failure) when (DeviceFailure.Is(failure) && failure is not CloudException { IsFinal: true }
                && attempt < Attempts && !cancellation.IsCancellationRequested)
            {
                await Task.Delay(backoff.After(failure), time, cancellation);
            }
        }
    }

    private void Count(IReadOnlyList<RejectedRow> rows, Func<int, string> what)
    {
        const int Named = 5;
        foreach (var row in rows)
            if (Interlocked.Increment(ref rejected) <= Named)
                errors.WriteLine($"refused: {what(row.Index)}: {row.Reason} {row.Field}");
    }

    private void Progress(long position, long length)
    {
        int percent = (int)(100 * position / length);
        if (percent == shown)
            return;
        shown = percent;
        output.WriteLine($"progress {percent}");
        output.Flush();
    }
}
