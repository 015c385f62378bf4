using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clemap.Edge.Tests.Stations.Keba;

/// <summary>A KEBA at the other end of a real socket: it answers to its own port number at whatever address asked, as the device does.</summary>
internal sealed class KebaStation : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    /// <param name="port">0 takes any free one.</param>
    public KebaStation(string address, int port = 0)
    {
        socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public ConcurrentQueue<(string Text, long At)> Received { get; } = new();

    /// <summary>The next so many datagrams are lost.</summary>
    public int Losses { get; set; }

    /// <summary>Sent on its own before each answer.</summary>
    public string? Broadcast { get; set; }

    /// <summary>It acknowledges, and does nothing.</summary>
    public bool Forgets { get; set; }

    public bool Refuses { get; set; }
    public int State { get; set; } = 3;
    public int Plug { get; set; } = 7;
    public int EnableUser { get; set; } = 1;
    public int LimitMa { get; set; } = 16_000;
    public int FailSafeMa { get; set; }
    public int FailSafeS { get; set; }
    public int CurrentMa { get; set; } = 15_700;

    /// <summary>What sets something, without reports.</summary>
    public string[] Commands => [.. Received.Select(received => received.Text).Where(text => !text.StartsWith("report", StringComparison.Ordinal))];

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        socket.Dispose();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        byte[] datagram = new byte[512];
        try
        {
            while (true)
            {
                var received = await socket.ReceiveFromAsync(datagram.AsMemory(), new IPEndPoint(IPAddress.Any, 0), stop.Token);
                string text = Encoding.ASCII.GetString(datagram, 0, received.ReceivedBytes);
                Received.Enqueue((text, Stopwatch.GetTimestamp()));
                if (Losses > 0)
                {
                    Losses--;
                    continue;
                }
                var to = new IPEndPoint(((IPEndPoint)received.RemoteEndPoint).Address, Port);
                foreach (string? answer in (string?[])[Broadcast, Answer(text.Split(' '))])
                    if (answer is not null)
                        await socket.SendToAsync(Encoding.ASCII.GetBytes(answer + "\n"), to, stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private string Answer(string[] words) => words switch
    {
        ["report", "2"] => $$"""
            {"ID":"2","State":{{State}},"Plug":{{Plug}},"Enable sys":{{EnableUser}},"Enable user":{{EnableUser}},"Max curr":{{LimitMa}},"Curr HW":32000,
             "Curr user":{{LimitMa}},"Curr FS":{{FailSafeMa}},"Tmo FS":{{FailSafeS}},"Serial":"21000001"}
            """,
        ["report", "3"] => $$"""
            {"ID":"3","U1":230,"U2":229,"U3":231,"I1":{{CurrentMa}},"I2":{{CurrentMa}},"I3":{{CurrentMa}},"P":{{CurrentMa * 690}},"PF":998,"E pres":38125,"E total":4769071}
            """,
        ["report", "100"] => """{"ID":"100","Session ID":7,"E pres":38125,"RFID tag":"04a1b2c3","Serial":"21000001"}""",
        _ when Refuses => "TCH-ERR :not accepted",
        ["curr", var ma] => Done(() => LimitMa = Number(ma)),
        ["ena", var on] => Done(() => EnableUser = Number(on)),
        ["failsafe", var s, var ma, "1"] => Done(() => (FailSafeS, FailSafeMa) = (Number(s), Number(ma))),
        _ => "TCH-ERR :unknown",
    };

    private string Done(Action set)
    {
        if (!Forgets)
            set();
        return "TCH-OK :done";
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
