using Clemap.Platform.Devices.Claims;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Platform.Tests.Devices.Claims;

public sealed class ClaimLimitsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly Guid person = Guid.CreateVersion7();

    [Fact]
    public void Person_WaitsAfterTen_WhateverTheSerial_AndMayAgainLater()
    {
        var limits = new ClaimLimits(time);
        for (var turn = 0; turn < ClaimLimits.ByPerson; turn++)
            limits.Begin(new(person, $"10.0.0.{turn}", $"CL-{turn}")).ShouldBeNull();

        time.Advance(TimeSpan.FromMinutes(5));
        limits.Begin(new(person, "10.0.1.1", "CL-X")).ShouldBe(TimeSpan.FromMinutes(10));
        limits.Begin(new(Guid.CreateVersion7(), "10.0.1.1", "CL-X")).ShouldBeNull();

        time.Advance(TimeSpan.FromMinutes(10));
        limits.Begin(new(person, "10.0.1.1", "CL-X")).ShouldBeNull();
    }

    [Fact]
    public void Address_WaitsAfterForty_AndSerialAfterTwenty_WhoeverAsks()
    {
        var limits = new ClaimLimits(time);
        for (var turn = 0; turn < ClaimLimits.FromAddress; turn++)
            limits.Begin(new(Guid.CreateVersion7(), "10.0.0.1", $"CL-{turn}")).ShouldBeNull();
        limits.Begin(new(Guid.CreateVersion7(), "10.0.0.1", "CL-X")).ShouldBe(ClaimLimits.Window);

        for (var turn = 0; turn < ClaimLimits.ForSerial; turn++)
            limits.Begin(new(Guid.CreateVersion7(), $"10.0.1.{turn}", "CL-Y")).ShouldBeNull();
        limits.Begin(new(Guid.CreateVersion7(), "10.0.2.1", "CL-Y")).ShouldBe(ClaimLimits.Window);
    }

    [Fact]
    public void WhatIsRight_DoesNotCount()
    {
        var limits = new ClaimLimits(time);
        for (var turn = 0; turn < 3 * ClaimLimits.ByPerson; turn++)
        {
            var attempt = new ClaimAttempt(person, "10.0.0.1", $"CL-{turn}");
            limits.Begin(attempt).ShouldBeNull();
            limits.Succeeded(attempt);
        }
    }

    [Fact]
    public void ManyAtOnce_GainNothing()
    {
        var limits = new ClaimLimits(time);
        var passed = 0;
        Parallel.For(0, 200, turn =>
        {
            if (limits.Begin(new(person, "10.0.0.1", $"CL-{turn}")) is null)
                Interlocked.Increment(ref passed);
        });
        passed.ShouldBe(ClaimLimits.ByPerson);
    }
}
