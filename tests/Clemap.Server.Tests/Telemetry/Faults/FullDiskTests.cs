using System.Net;
using Clemap.Testing.Faults;

namespace Clemap.Server.Tests.Telemetry.Faults;

/// <summary>The disk under the database is full, so that PostgreSQL can neither extend its tables nor write its log, and ends.</summary>
public sealed class FullDiskTests
{
    private const int DiskMB = 400;

    [Fact(Timeout = 240_000)]
    public async Task Full_disk_devices_are_asked_to_come_back_and_when_there_is_room_again_all_is_stored()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var faults = new FaultFixture();
        var disk = await RamDisk.MountAsync(Path.Combine(faults.Server.Process.Folder, "postgres"), DiskMB);
        try
        {
            await faults.InitializeAsync();
            await faults.Fleet.SendAsync(2, cancel);
            await faults.AllIsWellAsync(cancel);
            var server = faults.Server.Process.ProcessId;

            disk.Fill();
            Task sending;
            do
            {
                // What still fits into the log's last segment is stored.
                sending = faults.Fleet.SendAsync(3, cancel);
                await Task.WhenAny(sending, Task.Delay(3_000, cancel));
            }
            while (sending.IsCompleted);
            while (!faults.Fleet.WasAnswered(HttpStatusCode.ServiceUnavailable))
                await Task.Delay(100, cancel);
            sending.IsCompleted.ShouldBeFalse("nothing can be acknowledged that cannot be stored");
            disk.Free();
            await sending;

            await faults.AllIsWellAsync(cancel);
            faults.Server.Process.ProcessId.ShouldBe(server, "it waits for its database, and does not end");
        }
        finally
        {
            await faults.Server.Process.StopAsync();
            await disk.DisposeAsync();
        }
    }
}
