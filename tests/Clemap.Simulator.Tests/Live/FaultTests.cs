using System.Net.Sockets;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Live;
using Clemap.Simulator.Tests.Clouds;

namespace Clemap.Simulator.Tests.Live;

public sealed class FaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lost_station_refuses_connections_and_comes_back_at_its_port()
    {
        await using var bench = await Bench.StartAsync("webasto-unite");
        using var before = await bench.ConnectAsync();
        await bench.Live.SetFaultAsync(0, WireFault.Of(WireTrouble.Lost), Cancellation);
        await Should.ThrowAsync<Exception>(() => before.ReadAsync(255, 1000, 1, 4));
        (await Should.ThrowAsync<SocketException>(bench.ConnectAsync)).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        await bench.Live.SetFaultAsync(0, null, Cancellation);
        using var after = await bench.ConnectAsync();
        (await after.ReadAsync(255, 1000, 1, 4)).ShouldBe([0, 0]);
    }

    [Fact]
    public async Task A_silent_station_takes_a_request_and_does_not_answer()
    {
        await using var bench = await Bench.StartAsync("webasto-unite");
        using var client = await bench.ConnectAsync();
        await bench.Live.SetFaultAsync(0, WireFault.Of(WireTrouble.Silent), Cancellation);
        var reading = client.ReadAsync(255, 1000, 1, 4);
        (await Task.WhenAny(reading, Task.Delay(300, Cancellation))).ShouldNotBe(reading);
    }

    [Fact]
    public async Task A_delayed_station_answers_late()
    {
        await using var bench = await Bench.StartAsync("webasto-unite");
        using var client = await bench.ConnectAsync();
        await bench.Live.SetFaultAsync(0, new WireFault(WireTrouble.Delayed, TimeSpan.FromMilliseconds(400)), Cancellation);
        var started = TimeProvider.System.GetTimestamp();
        (await client.ReadAsync(255, 1000, 1, 4)).ShouldBe([0, 0]);
        TimeProvider.System.GetElapsedTime(started).TotalMilliseconds.ShouldBeGreaterThan(350);
    }

    [Fact]
    public async Task Garbage_is_no_modbus()
    {
        await using var bench = await Bench.StartAsync("webasto-unite");
        await bench.Live.SetFaultAsync(0, WireFault.Of(WireTrouble.Garbage), Cancellation);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", bench.Port, Cancellation);
        await client.GetStream().WriteAsync(new byte[] { 0, 1, 0, 0, 0, 6, 255, 4, 3, 0xE8, 0, 1 }, Cancellation);
        var answer = new byte[11];
        await client.GetStream().ReadExactlyAsync(answer, Cancellation);
        (answer[2] << 8 | answer[3]).ShouldNotBe(0, "the protocol of Modbus is 0");
    }

    [Fact]
    public async Task A_reboot_forgets_what_was_written()
    {
        await using var bench = await Bench.StartAsync(Bench.Station("mennekes-hcc3") with { FallbackA = 7 });
        using (var client = await bench.ConnectAsync()) await client.WriteSingleAsync(255, 1024, 12);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(12);
        await bench.Live.SetFaultAsync(0, WireFault.Of(WireTrouble.Reboot), Cancellation);
        await Should.ThrowAsync<SocketException>(bench.ConnectAsync);
        await bench.Live.SetFaultAsync(0, null, Cancellation);
        bench.After(1);
        bench.Point.OfferedA.ShouldBe(7);
        using var again = await bench.ConnectAsync();
        (await again.ReadUInt16Async(255, 1024)).ShouldBe((ushort)7);
    }

    [Fact]
    public async Task Faults_of_a_configuration_come_and_go_with_time()
    {
        var station = Bench.Station("goe-http-v2") with { Faults = [new FaultConfiguration(WireTrouble.Lost, 10, 20)] };
        await using var bench = await SeveralBench.StartAsync([station]);
        using var client = new CloudClient(bench.Live.StationPorts[0]);
        await bench.AfterAsync(9);
        (await client.GetAsync("/api/status")).Body.ShouldNotBeNull();
        await bench.AfterAsync(1);
        await Should.ThrowAsync<HttpRequestException>(() => client.GetAsync("/api/status"));
        await bench.AfterAsync(20);
        (await client.GetAsync("/api/status")).Body.ShouldNotBeNull();
    }
}
