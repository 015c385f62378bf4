using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Keba;

namespace Clemap.Edge.Tests.Stations.Keba;

public sealed class KebaUdpTests : IAsyncDisposable
{
    private readonly LeapingTime time = new();
    private readonly KebaStation station = new("127.0.0.2");
    private readonly KebaLine line;
    private readonly KebaUdp driver;

    public KebaUdpTests()
    {
        line = new KebaLine(new IPEndPoint(IPAddress.Loopback, station.Port));
        driver = Driver("127.0.0.2");
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Read_brings_mA_mW_and_tenths_of_Wh_into_A_W_and_Wh()
    {
        var sample = await driver.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L2!.Value.ShouldBe(15.7, 0.001);
        sample.VoltageV.L3.ShouldBe(231);
        sample.ActiveW.Sum!.Value.ShouldBe(10_833, 0.1);
        sample.PowerFactor!.Value.ShouldBe(0.998, 0.0001);
        sample.ImportWh.ShouldBe(476_907);
        sample.SessionWh.ShouldBe(3_812.5);
        sample.Card.ShouldBe("04A1B2C3");
        sample.AppliedLimitA.ShouldBe(16);
    }

    [Theory]
    [InlineData(1, 1, StationState.Free)]
    [InlineData(1, 7, StationState.Occupied)] // not authorised
    [InlineData(2, 7, StationState.Occupied)]
    [InlineData(5, 7, StationState.Occupied)]
    [InlineData(4, 7, StationState.NotInOperation)]
    [InlineData(0, 0, StationState.NotInOperation)]
    public async Task State_and_plug_together_tell_of_a_car(int state, int plug, StationState expected)
    {
        (station.State, station.Plug, station.CurrentMa) = (state, plug, 0);

        var sample = await driver.ReadAsync(Cancellation);

        sample.State.ShouldBe(expected);
        sample.CurrentA.L1.ShouldBe(0);
        if (plug < 5)
            sample.Card.ShouldBeNull();
    }

    [Fact]
    public async Task A_limit_in_mA_comes_before_the_release_and_a_pause_is_a_release_taken_back()
    {
        station.EnableUser = 0;
        await driver.OrderAsync(12.3456, Cancellation);
        time.Leap(TimeSpan.FromSeconds(6));
        await driver.OrderAsync(5.9, Cancellation);
        time.Leap(TimeSpan.FromSeconds(6));
        await driver.OrderAsync(40, Cancellation);

        station.Commands.ShouldBe(["curr 12345", "ena 1", "ena 0", "curr 32000", "ena 1"]);
    }

    [Fact]
    public async Task A_higher_limit_waits_for_its_pace_and_a_lower_one_does_not()
    {
        await driver.OrderAsync(10, Cancellation);
        (await driver.OrderAsync(12, Cancellation)).ShouldBe(OrderOutcome.Deferred);
        (await driver.OrderAsync(8, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        station.LimitMa.ShouldBe(8_000);
    }

    [Fact]
    public async Task An_order_is_renewed_before_the_fail_safe_comes()
    {
        await driver.OrderAsync(10, Cancellation);
        time.Leap(TimeSpan.FromSeconds(9));
        await driver.OrderAsync(10, Cancellation);
        time.Leap(TimeSpan.FromSeconds(2));
        await driver.OrderAsync(10, Cancellation);

        station.Commands.ShouldBe(["curr 10000", "ena 1", "curr 10000", "ena 1"]);
    }

    [Fact]
    public async Task What_the_station_shows_decides_not_what_it_acknowledged()
    {
        station.Forgets = true;
        await driver.OrderAsync(10, Cancellation);
        station.Forgets = false;
        await driver.ReadAsync(Cancellation);
        (await driver.OrderAsync(10, Cancellation)).ShouldBe(OrderOutcome.Deferred);
        time.Leap(TimeSpan.FromSeconds(5));
        (await driver.OrderAsync(10, Cancellation)).ShouldBe(OrderOutcome.Confirmed);

        station.LimitMa.ShouldBe(10_000);
    }

    [Fact]
    public async Task The_fail_safe_is_written_with_its_time_to_last_and_read_back()
    {
        await driver.PrepareAsync(Cancellation);
        (station.FailSafeMa, station.FailSafeS).ShouldBe((6_000, 30));
        station.Commands.ShouldBe(["failsafe 30 6000 1"]);

        station.Forgets = true;
        station.FailSafeMa = 16_000;
        (await Should.ThrowAsync<StationException>(() => driver.PrepareAsync(Cancellation))).Message.ShouldContain("16000 mA after 30 s, written was 6000 mA");
    }

    [Fact]
    public async Task A_refusal_is_a_failure()
    {
        station.Refuses = true;
        (await Should.ThrowAsync<StationException>(() => driver.OrderAsync(10, Cancellation))).Message.ShouldContain("'curr 10000': TCH-ERR");
    }

    [Fact]
    public async Task Lost_datagrams_are_asked_again_and_a_station_that_was_away_is_prepared_anew()
    {
        station.Losses = 2;
        (await driver.ReadAsync(Cancellation)).State.ShouldBe(StationState.Charging);
        driver.Generation.ShouldBe(1);

        station.Losses = 3;
        (await Should.ThrowAsync<IOException>(() => driver.ReadAsync(Cancellation))).Message.ShouldContain("127.0.0.2");
        await driver.ReadAsync(Cancellation);
        driver.Generation.ShouldBe(2);
    }

    [Fact]
    public async Task What_it_sends_on_its_own_is_no_answer()
    {
        station.Broadcast = """{"State": 3}""";

        (await driver.ReadAsync(Cancellation)).ImportWh.ShouldBe(476_907);
        (await driver.OrderAsync(9, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
    }

    [Fact]
    public async Task Between_two_commands_it_rests()
    {
        long begun = Stopwatch.GetTimestamp();
        await driver.ReadAsync(Cancellation);
        await driver.OrderAsync(9, Cancellation);

        long[] at = [.. station.Received.Select(received => received.At)];
        at.Length.ShouldBe(5);
        // From the beginning, since a busy machine notes one command late and the next in time.
        at.Select((received, index) => Stopwatch.GetElapsedTime(begun, received) - (index * TimeSpan.FromMilliseconds(95))).ShouldAllBe(spare => spare > TimeSpan.Zero);
    }

    [Fact]
    public async Task Two_stations_share_the_socket_and_are_told_apart_by_their_address()
    {
        await using var second = new KebaStation("127.0.0.3", station.Port) { CurrentMa = 8_000 };
        var other = Driver("127.0.0.3");

        var samples = await Task.WhenAll(driver.ReadAsync(Cancellation), other.ReadAsync(Cancellation));
        await Task.WhenAll(driver.OrderAsync(16, Cancellation), other.OrderAsync(7, Cancellation));

        samples.Select(sample => sample.CurrentA.L1).ShouldBe([15.7, 8]);
        (station.LimitMa, second.LimitMa).ShouldBe((16_000, 7_000));
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_said_and_tried_again()
    {
        using (var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            other.Bind(new IPEndPoint(IPAddress.Loopback, station.Port));
            (await Should.ThrowAsync<IOException>(() => driver.ReadAsync(Cancellation))).Message.ShouldContain($"UDP port {station.Port}");
        }
        (await driver.ReadAsync(Cancellation)).State.ShouldBe(StationState.Charging);
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_said()
    {
        (await Should.ThrowAsync<IOException>(() => Driver("::1").ReadAsync(Cancellation))).Message.ShouldContain("::1");
        (await Should.ThrowAsync<IOException>(() => Driver("nowhere.invalid").ReadAsync(Cancellation))).Message.ShouldContain("nowhere.invalid");
    }

    public async ValueTask DisposeAsync()
    {
        await line.DisposeAsync();
        await station.DisposeAsync();
    }

    private KebaUdp Driver(string host) => new(new KebaLink(line, host, station.Port, time), fallbackA: 6, time);
}
