using Clemap.Testing.Faults;

namespace Clemap.Server.Tests.Telemetry.Faults;

/// <summary>A server of its own with a small fleet. Set CLEMAP_FAULT_SEED to the printed seed to repeat what the fleet did.</summary>
public sealed class FaultFixture : IAsyncLifetime
{
    private const int Organisations = 3;
    private const int DevicesEach = 2;

    public int Seed { get; } = int.TryParse(Environment.GetEnvironmentVariable("CLEMAP_FAULT_SEED"), out var seed) ? seed : Random.Shared.Next(1, 1_000_000);

    public FaultServer Server { get; } = new();

    public FaultFleet Fleet { get; private set; } = null!;

    public Disrupter Disrupter { get; private set; } = null!;

    private FaultCheck Check { get; set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await Server.StartAsync(CancellationToken.None);
        await EnrolAsync(CancellationToken.None);
    }

    /// <summary>For a server that was prepared first.</summary>
    public async Task EnrolAsync(CancellationToken cancellationToken)
    {
        Fleet = await FaultFleet.EnrolAsync(Server, Seed, Organisations, DevicesEach, cancellationToken);
        Check = new(Server, Fleet);
        Disrupter = new(Server, Fleet, Seed);
    }

    /// <summary>All that was sent is stored once as it was sent, rolled up, and the server is ready.</summary>
    public async Task AllIsWellAsync(CancellationToken cancellationToken)
    {
        await Server.Process.ReadyAsync(cancellationToken);
        var problems = await Check.RunAsync(cancellationToken);
        var answers = string.Join(", ", Fleet.Devices.SelectMany(device => device.Counts.Statuses).GroupBy(one => one.Key).Select(one => $"{(int)one.Key}: {one.Sum(each => each.Value)}"));
        problems.ShouldBeEmpty($"Seed {Seed}; answers {answers}");
        // What may pass by itself is 503 with a time to come back, and never a fault of ours.
        Fleet.WasAnswered(System.Net.HttpStatusCode.InternalServerError).ShouldBeFalse($"Seed {Seed}; {string.Join('\n', Server.Process.Printed.TakeLast(60))}");
    }

    public async ValueTask DisposeAsync()
    {
        Fleet?.Dispose();
        await Server.DisposeAsync();
    }
}
