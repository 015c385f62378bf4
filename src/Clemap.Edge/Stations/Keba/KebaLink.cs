using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Clemap.Edge.ControlLoop;

namespace Clemap.Edge.Stations.Keba;

/// <summary>
/// Questions to one KEBA station and their answers, one at a time. Datagrams get lost: what is not answered is asked again. What the station sends on its
/// own is passed over.
/// </summary>
internal sealed class KebaLink(KebaLine line, string host, int port, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>The rest that a station needs between two commands.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    private IPEndPoint? station;
    private long? sentAt;
    private bool isLost;

    /// <summary>Grows when the station answers again after it did not.</summary>
    public int Generation { get; private set; } = 1;

    /// <exception cref="IOException">No answer came.</exception>
    /// <exception cref="StationException">The answer is no report.</exception>
    public async Task<T> ReportAsync<T>(int number, JsonTypeInfo<T> type, CancellationToken cancellation)
        where T : class, IKebaReport
    {
        T? report = null;
        await AskAsync($"report {number}", text => IsReport(text, number, type, out report), cancellation);
        return report!;
    }

    /// <exception cref="IOException">No answer came; whether the command did is not known.</exception>
    /// <exception cref="StationException">The station refused.</exception>
    public async Task CommandAsync(string command, CancellationToken cancellation)
    {
        string answer = await AskAsync(command, text => text.StartsWith("TCH-", StringComparison.Ordinal), cancellation);
        if (!answer.StartsWith("TCH-OK", StringComparison.Ordinal))
            throw new StationException(ProblemCodes.OrderRefused, $"The KEBA refused '{command}': {answer}.", command, answer.Trim());
    }

    private async Task<string> AskAsync(string question, Func<string, bool> isAnswer, CancellationToken cancellation)
    {
        station ??= new IPEndPoint(await ResolveAsync(cancellation), port);
        var answers = line.From(station.Address);
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            if (sentAt is { } at && Gap - time.GetElapsedTime(at) is var rest && rest > TimeSpan.Zero)
                await Task.Delay(rest, time, cancellation);
            while (answers.TryRead(out _))
            {
                // An answer that came too late must not be taken for the next one.
            }
            await line.SendAsync(question, station, cancellation);
            sentAt = time.GetTimestamp();
            if (await AnswerAsync(answers, isAnswer, cancellation) is not { } answer)
                continue;
            if (isLost)
                (isLost, Generation) = (false, Generation + 1);
            return answer;
        }
        isLost = true;
        station = null; // its name may stand for another address by now
        throw new StationException(ProblemCodes.NoAnswer, $"The KEBA at {host} does not answer '{question}'.", host);
    }

    private async Task<string?> AnswerAsync(ChannelReader<string> answers, Func<string, bool> isAnswer, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            while (true)
            {
                string text = await answers.ReadAsync(both.Token);
                if (isAnswer(text))
                    return text;
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    private bool IsReport<T>(string text, int number, JsonTypeInfo<T> type, out T? report)
        where T : class, IKebaReport
    {
        report = null;
        if (!text.StartsWith('{'))
            return false;
        try
        {
            report = JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException wrong)
        {
            throw new StationException(ProblemCodes.Garbled, $"The KEBA sent a report that cannot be read: {wrong.Message}", host);
        }
        return report?.Id == number;
    }

    private async Task<IPAddress> ResolveAsync(CancellationToken cancellation)
    {
        try
        {
            return (await Dns.GetHostAddressesAsync(host, AddressFamily.InterNetwork, cancellation)).FirstOrDefault()
                ?? throw new StationException(ProblemCodes.Unreachable, $"{host} has no IPv4 address.", host);
        }
        catch (SocketException unknown)
        {
            throw new StationException(ProblemCodes.Unreachable, $"{host}: {unknown.Message}", host);
        }
    }
}
