using System.Net.Sockets;
using System.Text;
using Clemap.Simulator.Configuration;
using Clemap.Simulator.Serial;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Serial;

public sealed class SerialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clemap").FullName;

    [Fact]
    public async Task Mbpoll_reads_and_writes_two_stations_and_a_meter_on_one_pseudo_terminal()
    {
        var bus = new SerialConfiguration(Path.Combine(_folder, "bus"));
        var station = Bench.Station("heidelberg-energy-control") with { Transport = Transport.Rtu, Serial = bus, FallbackA = 7 };
        await using var bench = await SeveralBench.StartAsync(
            [station with { Unit = 1 }, station with { Unit = 2, Model = "schrack-cion" }],
            new MeterConfiguration(Ids.Grid, MeterKind.Grid, 5, "eastron-sdm630", Transport.Rtu, Serial: bus));
        await bench.AfterAsync(20);
        (await Mbpoll.ReadSerialAsync(bus.Path, 1, 5, "3"))[0].ShouldBe(7);
        (await Mbpoll.ReadSerialAsync(bus.Path, 2, 139, "4"))[0].ShouldBe('C');
        (await Mbpoll.ReadSerialAsync(bus.Path, 5, 52, "3:float"))[0].ShouldBe(bench.Live.Site.Grid.PowerW.Sum, 1);
        await Mbpoll.WriteSerialAsync(bus.Path, 1, 261, "4", 120);
        await Mbpoll.WriteSerialAsync(bus.Path, 2, 101, "4", 9);
        await bench.AfterAsync(1);
        (bench.Point(0).OfferedA, bench.Point(1).OfferedA).ShouldBe((12, 9));
    }

    [Fact]
    public async Task The_link_is_gone_when_the_site_is()
    {
        var path = Path.Combine(_folder, "line");
        await using (await SeveralBench.StartAsync([Bench.Station("obo-ion") with { Serial = new(path) }])) File.Exists(path).ShouldBeTrue();
        new FileInfo(path).LinkTarget.ShouldBeNull();
    }

    [Fact]
    public async Task A_path_that_is_taken_is_named()
    {
        var path = Path.Combine(_folder, "taken");
        await File.WriteAllTextAsync(path, "mine", TestContext.Current.CancellationToken);
        var station = Bench.Station("obo-ion") with { Serial = new(path) };
        var error = await Should.ThrowAsync<UserErrorException>(() => SeveralBench.StartAsync([station]));
        error.Message.ShouldContain(path);
        (await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken)).ShouldBe("mine");
    }

    [Fact]
    public async Task Frames_of_rtu_go_over_a_port_and_noise_is_not_answered()
    {
        await using var bench = await SeveralBench.StartAsync(
            [Bench.Station("heidelberg-energy-control") with { Transport = Transport.RtuOverTcp, FallbackA = 7 }]);
        await bench.AfterAsync(20);
        using var client = await ConnectAsync(bench.Live.StationPorts[0]);
        // Register 5 by function 4; the check was reckoned by another program.
        await client.GetStream().WriteAsync(new byte[] { 1, 4, 0, 5, 0, 1, 0x21, 0xCC }, TestContext.Current.CancellationToken);
        await Task.Delay(100, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(new byte[] { 1, 4, 0, 5, 0, 1, 0x21, 0xCB }, TestContext.Current.CancellationToken);
        var answer = new byte[7];
        await client.GetStream().ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
        answer[..5].ShouldBe([1, 4, 2, 0, 7]);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        client.Available.ShouldBe(0, "the frame with the wrong check and units that are not there stay without an answer");
    }

    [Fact]
    public async Task Modbus_ascii_is_spoken_by_the_abl_emh()
    {
        await using var bench = await SeveralBench.StartAsync([Bench.Station("abl-emh") with { Transport = Transport.AsciiOverTcp, FallbackA = 7 }]);
        await bench.AfterAsync(20);
        using var client = await ConnectAsync(bench.Live.StationPorts[0]);
        using var reader = new StreamReader(client.GetStream(), Encoding.ASCII);
        await SendAsync(client, ":010300040001F7\r\n");
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(":01030200C238");
        await SendAsync(client, ":0103002E0005C9\r\n");
        var currents = await reader.ReadLineAsync(TestContext.Current.CancellationToken);
        currents.ShouldStartWith(":01030A00C2004600"); // charging, 7 A are offered, and a little less flows in each phase
        // 200 steps of 0.06 A are 12 A.
        await SendAsync(client, ":01100014000102" + "00C8" + "10\r\n");
        (await reader.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe(":011000140001DA");
        await bench.AfterAsync(1);
        bench.Point(0).OfferedA.ShouldBe(12, 0.001);
    }

    [Fact]
    public void The_checks_are_those_of_the_specification()
    {
        RtuFraming.Check([0x02, 0x07]).ShouldBe((ushort)0x1241);
        AsciiFraming.Check([0x01, 0x03, 0x00, 0x04, 0x00, 0x01]).ShouldBe((byte)0xF7);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        return client;
    }

    private static Task SendAsync(TcpClient client, string text) =>
        client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken).AsTask();
}
