using Clemap.Testing.Faults;

namespace Clemap.Server.Tests.Telemetry.Faults;

/// <summary>Programs that end in the middle of a batch. A hundred times each: <c>./bench faults</c>.</summary>
public sealed class KillTests(FaultFixture faults) : IClassFixture<FaultFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Victim.Backend)]
    [InlineData(Victim.Postgres)]
    [InlineData(Victim.Server)]
    [InlineData(Victim.Both)]
    public async Task Killed_in_the_middle_of_batches_nothing_that_was_acknowledged_is_lost_and_nothing_is_doubled(Victim victim)
    {
        var round = await faults.Disrupter.RoundAsync(victim, Cancel);
        TestContext.Current.TestOutputHelper?.WriteLine($"{round} (seed {faults.Seed})");

        await faults.AllIsWellAsync(Cancel);
    }
}
