using System.Net;
using System.Net.Sockets;

namespace Clemap.Demo.Tests;

public sealed class DemoOptionsTests
{
    [Fact]
    public void A_busy_port_is_named_in_one_sentence()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Should.Throw<DemoException>(() => Ports.MustBeFree(port)).Message.ShouldBe($"Port {port} is in use by another program: choose another one with --port.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    public void A_number_that_is_no_port_is_refused(int port) => Should.Throw<DemoException>(() => Options(port)).Message.ShouldContain("1 to 65535");

    [Fact]
    public void A_check_takes_a_folder_and_a_port_of_its_own()
    {
        var options = DemoOptions.From(null, null, fresh: false, check: true, stay: false, figures: null, programs: "artifacts");
        options.Temporary.ShouldBeTrue();
        options.Port.ShouldNotBe(8080);
        options.Folder.ShouldNotEndWith(".data");
    }

    private static DemoOptions Options(int port) => DemoOptions.From(port, null, fresh: false, check: false, stay: false, figures: null, programs: "artifacts");
}
