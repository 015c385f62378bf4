using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Outbox;

public sealed class PowerCutTests : IDisposable
{
    private const int Kills = 12;
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider clock = new(OutboxWriter.Slot(0).AddDays(300));

    [Fact]
    public async Task Killed_in_the_middle_of_writing_again_and_again_nothing_that_was_taken_is_lost_and_no_slot_is_half_there()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        long last = -1;
        for (int kill = 0; kill < Kills; kill++)
        {
            last = await WriteUntilKilledAsync(listener, TimeSpan.FromMilliseconds(Random.Shared.Next(20, 300)), last);
            using var database = new EdgeDatabase(folder.Path);
            var slots = Slots(database);

            slots.Count.ShouldBeGreaterThan((int)last, "a slot that was taken is gone");
            slots.ShouldAllBe(slot => slot.Rows == OutboxWriter.Sources);
            slots.Select(slot => slot.ImportWh).ShouldBe(Enumerable.Range(0, slots.Count).Select(number => (long)number));
            RegisterStore.Load(database)[OutboxWriter.Source(0)].ImportWh.ShouldBe(slots.Count - 1, "the register is of the same transaction");
            new SessionStore(database).Open()[OutboxWriter.Source(0)].LastWh.ShouldBe(slots.Count - 1);
            database.SetAside.ShouldBeNull();
        }
        last.ShouldBeGreaterThan(Kills);
    }

    [Fact]
    public void A_log_that_was_cut_anywhere_by_a_power_cut_gives_whole_slots_from_the_first_on()
    {
        using var database = new EdgeDatabase(folder.Path);
        var store = new ReadingStore(database, clock);
        for (int slot = 0; slot < 40; slot++)
            store.Store(
                [.. Enumerable.Range(0, 3).Select(i => new Contracts.Telemetry.Reading { SourceId = OutboxWriter.Source(i), At = OutboxWriter.Slot(slot), ImportWh = slot })],
                [], new Dictionary<Guid, EnergyRegister>());
        byte[] main = ReadShared("edge.db"), log = ReadShared("edge.db-wal");
        log.Length.ShouldBeGreaterThan(10_000, "the log holds the slots");

        var random = new Random(1);
        int most = 0;
        for (int cut = 0; cut < 60; cut++)
        {
            using var copy = new TemporaryFolder();
            File.WriteAllBytes(Path.Combine(copy.Path, "edge.db"), main);
            File.WriteAllBytes(Path.Combine(copy.Path, "edge.db-wal"), log[..random.Next(log.Length / 2, log.Length)]);
            using var after = new EdgeDatabase(copy.Path);
            var slots = Slots(after);

            slots.ShouldAllBe(slot => slot.Rows == 3);
            slots.Select(slot => slot.ImportWh).ShouldBe(Enumerable.Range(0, slots.Count).Select(number => (long)number));
            most = Math.Max(most, slots.Count);
        }
        most.ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Each_commit_reaches_the_disk()
    {
        using var database = new EdgeDatabase(folder.Path);
        database.Use(connection => connection.Query("pragma journal_mode", row => row.GetString(0))).ShouldBe(["wal"]);
        database.Use(connection => connection.Query("pragma synchronous", row => row.GetInt64(0))).ShouldBe([2L], "full: synced at each commit");
    }

    public void Dispose() => folder.Dispose();

    private static List<(int Rows, long ImportWh)> Slots(EdgeDatabase database) =>
        [.. new ReadingStore(database, TimeProvider.System).NextHistory(1_000_000).GroupBy(row => row.At)
            .Select(slot => (slot.Count(), slot.Select(row => row.Reading.ImportWh!.Value).Distinct().Single()))];

    /// <returns>The last slot that the process said was taken.</returns>
    private async Task<long> WriteUntilKilledAsync(TcpListener listener, TimeSpan after, long last)
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Clemap.Edge.Tests.dll"), "-explicit", "only", "-method", "Clemap.Edge.Tests.Outbox.OutboxWriter.Write"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [OutboxWriter.Port] = $"{((IPEndPoint)listener.LocalEndpoint).Port}", [OutboxWriter.Folder] = folder.Path },
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            using var child = await listener.AcceptTcpClientAsync(deadline.Token);
            var stream = child.GetStream();
            byte[] taken = new byte[8];
            await stream.ReadExactlyAsync(taken, deadline.Token);
            long killAt = Stopwatch.GetTimestamp();
            do
            {
                last = BinaryPrimitives.ReadInt64LittleEndian(taken);
                if (Stopwatch.GetElapsedTime(killAt) > after && !process.HasExited)
                    process.Kill(); // SIGKILL
            }
            while (await ReadAsync(stream, taken, deadline.Token));
            return last;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            process.Kill();
            throw new TimeoutException($"The writer did not come: {await output}");
        }
        finally
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    // What was on its way when it died still counts.
    private static async Task<bool> ReadAsync(NetworkStream stream, byte[] buffer, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation) == buffer.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private byte[] ReadShared(string name)
    {
        using var file = new FileStream(Path.Combine(folder.Path, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
