using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Clemap.Platform.Tests.Mail;

/// <summary>A mail server that others wrote, with one mailbox as a folder (Maildir).</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly DirectoryInfo mailbox = Directory.CreateTempSubdirectory("clemap-mailbox-");
    private readonly Process process;

    private MailServer(int port)
    {
        Port = port;
        process = Process.Start(new ProcessStartInfo
        {
            FileName = "/usr/bin/python3",
            ArgumentList = { "-m", "aiosmtpd", "-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", Path.Combine(mailbox.FullName, "box") },
        })!;
    }

    public int Port { get; }

    public static async Task<MailServer> StartAsync(CancellationToken cancellation)
    {
        var server = new MailServer(FreePort());
        for (int attempt = 0; ; attempt++)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
                return server;
            }
            catch (SocketException) when (attempt < 200)
            {
                await Task.Delay(50, cancellation);
            }
        }
    }

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>What arrived, as it came over the wire.</summary>
    public IReadOnlyList<string> Letters() =>
        [.. new DirectoryInfo(Path.Combine(mailbox.FullName, "box", "new")).GetFiles().Select(file => File.ReadAllText(file.FullName))];

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        mailbox.Delete(recursive: true);
    }
}
