using Clemap.Edge.Stations.Clouds;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Stations.Clouds;

public sealed class CloudGateTests
{
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Reads_leave_room_for_orders_and_raises_leave_some_for_what_goes_down()
    {
        var gate = new CloudGate(20, clock);

        Fill(gate, CloudCall.Read).ShouldBe(12);
        Fill(gate, CloudCall.Raise).ShouldBe(4);
        Fill(gate, CloudCall.Lower).ShouldBe(4);
        clock.Advance(TimeSpan.FromSeconds(20));
        gate.TryTake(CloudCall.Lower).ShouldBeFalse("the maker's limit holds for all");

        clock.Advance(TimeSpan.FromSeconds(60));
        gate.TryTake(CloudCall.Read).ShouldBeTrue();
    }

    [Fact]
    public void A_second_takes_a_few_looks_and_any_that_goes_down()
    {
        var gate = new CloudGate(300, clock);

        Enumerable.Range(0, 10).Count(_ => gate.TryTake(CloudCall.Read)).ShouldBe(5);
        gate.TryTake(CloudCall.Lower, 2).ShouldBeTrue();
        clock.Advance(TimeSpan.FromSeconds(1));
        gate.TryTake(CloudCall.Raise, 5).ShouldBeTrue();
    }

    [Fact]
    public void While_the_cloud_wants_to_be_left_alone_nothing_goes()
    {
        var gate = new CloudGate(50, clock);

        gate.Close(TimeSpan.FromSeconds(30));
        gate.TryTake(CloudCall.Lower).ShouldBeFalse();
        gate.Pause.ShouldBe(TimeSpan.FromSeconds(30));
        clock.Advance(TimeSpan.FromSeconds(31));
        gate.TryTake(CloudCall.Lower).ShouldBeTrue();

        gate.Close(TimeSpan.FromDays(3));
        gate.Pause.ShouldBe(TimeSpan.FromHours(1), "nobody is left alone for ever");
        gate.Close(TimeSpan.FromSeconds(-5));
        gate.Pause.ShouldBe(TimeSpan.FromSeconds(1));
    }

    private int Fill(CloudGate gate, CloudCall call)
    {
        int taken = 0;
        for (int i = 0; i < 40; i++)
        {
            if (gate.TryTake(call))
                taken++;
            clock.Advance(TimeSpan.FromMilliseconds(210));
        }
        return taken;
    }
}
