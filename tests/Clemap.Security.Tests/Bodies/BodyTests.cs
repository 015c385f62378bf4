using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Clemap.Testing;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Bodies;

/// <summary>Bodies that are too big, too deep, too slow, or not what they say.</summary>
public sealed class BodyTests(ServerFixture server)
{
    private static readonly string[] ForDevices =
    [
        "/api/v1/telemetry", "/api/v1/sessions", "/api/v1/device/reported-state", "/api/v1/device/key",
    ];

    [Fact]
    public async Task Of_many_megabytes_is_refused_before_it_is_read()
    {
        using var device = await server.DeviceAsync(await server.NewSiteAsync());
        foreach (var path in ForDevices.Append("/api/v1/device/enrol"))
        {
            using var body = new StreamContent(new EndlessSpaces(64 * 1024 * 1024));
            body.Headers.ContentType = new("application/json");
            body.Headers.ContentLength = 64 * 1024 * 1024;
            using var request = new HttpRequestMessage(HttpMethod.Post, Local(path)) { Content = body };
            request.Headers.ExpectContinue = true;
            using var answer = await device.SendAsync(request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, path);
        }
    }

    [Fact]
    public async Task That_is_small_and_becomes_huge_when_unpacked_is_refused()
    {
        using var device = await server.DeviceAsync(await server.NewSiteAsync());
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
            await new EndlessSpaces(256 * 1024 * 1024).CopyToAsync(gzip, Cancel);
        packed.Length.ShouldBeLessThan(1024 * 1024);
        foreach (var path in ForDevices)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var body = new ByteArrayContent(packed.ToArray());
            body.Headers.ContentType = new("application/json");
            body.Headers.ContentEncoding.Add("gzip");
            using var answer = await device.PostAsync(Local(path), body, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge, path);
            (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(128 * 1024 * 1024, "half of what it becomes; other tests run beside this one");
        }
    }

    [Fact]
    public async Task That_is_nested_a_hundred_thousand_times_is_refused()
    {
        using var device = await server.DeviceAsync(await server.NewSiteAsync());
        foreach (var path in ForDevices)
        {
            using var body = new StringContent(new string('[', 100_000), Encoding.UTF8, "application/json");
            using var answer = await device.PostAsync(Local(path), body, Cancel);
            answer.StatusCode.ShouldBeOneOf([HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge], path);
        }
    }

    [Theory]
    [InlineData("/connect/token", "grant_type=client_credentials&client_id=a&client_secret=%00")]
    [InlineData("/connect/authorize", "client_id=%00")]
    [InlineData("/connect/logout", "state=%00")]
    [InlineData("/account/login", "Email=%00&Password=x")]
    [InlineData("/sign-out", "a=%00")]
    public async Task Of_a_form_with_a_zero_in_it_is_refused_and_no_fault(string path, string form)
    {
        using var anonymous = server.Anonymous();
        using var body = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded");
        using var answer = await anonymous.PostAsync(Local(path), body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Of_another_kind_is_refused(string type)
    {
        using var device = await server.DeviceAsync(await server.NewSiteAsync());
        using var body = new StringContent("<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", Encoding.UTF8);
        body.Headers.ContentType = new(type);
        using var answer = await device.PostAsync(Local("/api/v1/sessions"), body, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("POST /api/v1/device/enrol HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10000\r\n\r\n")]
    [InlineData("GET /api/v1/sites HTTP/1.1\r\nHost: x\r\n")]
    public async Task Or_a_header_that_drips_does_not_hold_the_connection(string beginning)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning), Cancel);
        var clock = Stopwatch.StartNew();
        var dripping = DripAsync(stream);
        var buffer = new byte[4096];
        string said = "";
        try
        {
            while (await stream.ReadAsync(buffer, Cancel) is > 0 and var got)
                said += Encoding.ASCII.GetString(buffer, 0, got);
        }
        catch (IOException)
        {
            // The server cut it off, which is as good.
        }

        await dripping;
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        if (said.Length > 0)
            said.ShouldStartWith("HTTP/1.1 4");
    }

    [Theory]
    [InlineData("POST /api/v1/device/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/v1/sites HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("POST /api/v1/device/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef")]
    [InlineData("POST /api/v1/device/enrol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\n")]
    [InlineData("GET /api/v1/sites HTTP/1.1\r\nHost: x\r\nX-Bad : y\r\n\r\n")]
    public async Task Whose_length_is_told_twice_or_wrongly_is_answered_once_and_refused(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancel);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), Cancel);
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var said = await reader.ReadToEndAsync(Cancel);
        said.Split("HTTP/1.1 ").Length.ShouldBeLessThanOrEqualTo(2, said);
        if (said.Length > 0)
            said.ShouldStartWith("HTTP/1.1 4");
    }

    /// <summary>One byte a second until nobody takes it.</summary>
    private static async Task DripAsync(NetworkStream stream)
    {
        try
        {
            for (int i = 0; i < 40; i++)
            {
                await Task.Delay(1_000, Cancel);
                await stream.WriteAsync("x"u8.ToArray(), Cancel);
            }
        }
        catch (IOException)
        {
            // Cut off: what the test waits for.
        }
    }

    /// <summary>Spaces, which JSON allows anywhere, without holding them.</summary>
    private sealed class EndlessSpaces(long length) : Stream
    {
        private long left = length;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int given = (int)Math.Min(left, count);
            buffer.AsSpan(offset, given).Fill((byte)' ');
            left -= given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
