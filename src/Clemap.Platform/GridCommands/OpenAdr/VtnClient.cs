using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clemap.Platform.Http;

namespace Clemap.Platform.GridCommands.OpenAdr;

/// <summary>A server was asked in vain.</summary>
/// <param name="code">Of <see cref="OpenAdrError"/>.</param>
internal sealed class VtnException(string code, string detail, TimeSpan? retryAfter = null) : Exception(detail)
{
    public string Code { get; } = code;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>What is asked of a server.</summary>
internal sealed record VtnQuestion(Guid ConnectionId, string Url, string TokenUrl, string ClientId, string ClientSecret, string? OauthScope, string? ProgramId, string? ProgramName);

/// <summary>Asks an OpenADR 3 server for its program and all its events: whole or not at all. An answer is bounded in size, number and time.</summary>
internal sealed partial class VtnClient(OpenAdrSettings settings, TimeProvider time) : IDisposable
{
    /// <summary>The most that a server gives at once, by the specification.</summary>
    public const int PageSize = 50;

    public const int MostEvents = 1_000;
    private const int MostBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly HttpClient http = new(OutsideCalls.Handler(settings.AllowPrivate)) { Timeout = TimeSpan.FromSeconds(10), MaxResponseContentBufferSize = MostBytes };

    // Forgotten with the process: then a token is asked for, and events are read, once more than needed.
    private readonly ConcurrentDictionary<Guid, (VtnQuestion For, string Token, DateTimeOffset Until)> tokens = new();
    private readonly ConcurrentDictionary<Guid, (Uri Url, EntityTagHeaderValue Tag, string Body)> pages = new();

    /// <exception cref="VtnException">Nothing whole was had.</exception>
    public async Task<VtnAnswer> ReadAsync(VtnQuestion asked, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(Patience);
        try
        {
            var program = await ProgramAsync(asked, bounded.Token);
            var events = await EventsAsync(asked, program.Id!, bounded.Token);
            // What moves between pages while they are read may be missed: over several pages it counts as gone when it is missing twice.
            if (events.Pages > 1)
            {
                foreach (var (id, one) in (await EventsAsync(asked, program.Id!, bounded.Token)).Events)
                    events.Events[id] = one;
            }

            return new(program, events.Events);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new VtnException(OpenAdrError.TooMuch, "An answer has more than 1 MiB.");
        }
        catch (HttpRequestException failure)
        {
            throw OutsideCalls.WasPrivate(failure)
                ? new VtnException(OpenAdrError.PrivateAddress, "The name leads to this machine or to a private network.")
                : new VtnException(OpenAdrError.Connection, "There is no connection to the server, or no TLS.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new VtnException(OpenAdrError.Timeout, "The server did not answer in time.");
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<VtnProgram> ProgramAsync(VtnQuestion asked, CancellationToken cancellationToken)
    {
        if (asked.ProgramId is { } id)
            return Read(await GetAsync(asked, $"/programs/{id}", cancellationToken, mayBeMissing: true) ?? throw NoProgram(), OpenAdrJson.Default.VtnProgram) with { Id = id };
        var found = new Dictionary<string, VtnProgram>();
        for (var skip = 0; ; skip += PageSize)
        {
            if (skip > MostEvents)
                throw new VtnException(OpenAdrError.TooMuch, $"The server has more than {MostEvents} programs: name the program by its id.");
            var page = Objects(await GetAsync(asked, $"/programs?skip={skip}&limit={PageSize}", cancellationToken));
            foreach (var program in page.Select(one => TryRead(one.GetRawText(), OpenAdrJson.Default.VtnProgram)).OfType<VtnProgram>().Where(program => program.ProgramName == asked.ProgramName))
                found[program.Id is { } known && ObjectId().IsMatch(known) ? known : throw Garbage("A program has no id.")] = program;
            if (page.Count < PageSize)
                return found.Count == 1 ? found.Values.Single() : throw NoProgram();
        }
    }

    private async Task<(Dictionary<string, VtnEvent?> Events, int Pages)> EventsAsync(VtnQuestion asked, string program, CancellationToken cancellationToken)
    {
        var (events, seen) = (new Dictionary<string, VtnEvent?>(), new HashSet<string>());
        for (var number = 0; ; number++)
        {
            var page = Objects(await GetAsync(asked, $"/events?programID={program}&skip={number * PageSize}&limit={PageSize}", cancellationToken, mayBeUnchanged: number == 0));
            var before = seen.Count;
            foreach (var one in page)
            {
                var id = one.TryGetProperty("id", out var named) && named.ValueKind == JsonValueKind.String && ObjectId().IsMatch(named.GetString()!) ? named.GetString()! : throw Garbage("An event has no id.");
                seen.Add(id);
                // Of another program: the server does not filter.
                if (one.TryGetProperty("programID", out var of) && of.ValueKind == JsonValueKind.String && of.GetString() != program)
                    continue;
                events[id] = TryRead(one.GetRawText(), OpenAdrJson.Default.VtnEvent);
            }

            if (events.Count > MostEvents || number * PageSize > MostEvents)
                throw new VtnException(OpenAdrError.TooMuch, $"The program has more than {MostEvents} events.");
            if (page.Count < PageSize)
                return (events, number + 1);
            if (number > 0 && seen.Count == before)
                throw Garbage("The pages of events repeat themselves.");
        }
    }

    // With a token; where one is refused, once more with a new one.
    private async Task<string?> GetAsync(VtnQuestion asked, string path, CancellationToken cancellationToken, bool mayBeMissing = false, bool mayBeUnchanged = false)
    {
        var url = new Uri(asked.Url.TrimEnd('/') + path);
        for (var attempt = 0; ; attempt++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Authorization = new("Bearer", await TokenAsync(asked, cancellationToken));
            request.Headers.Accept.Add(new("application/json"));
            var known = mayBeUnchanged && pages.TryGetValue(asked.ConnectionId, out var page) && page.Url == url ? page : default;
            if (known.Tag is not null)
                request.Headers.IfNoneMatch.Add(known.Tag);
            using var answer = await http.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized && attempt == 0)
            {
                tokens.TryRemove(asked.ConnectionId, out _);
                continue;
            }

            if (answer.StatusCode == HttpStatusCode.NotModified && known.Tag is not null)
                return known.Body;
            if (answer.StatusCode == HttpStatusCode.NotFound && mayBeMissing)
                return null;
            if (answer.StatusCode != HttpStatusCode.OK)
                throw Refused(answer);
            var body = await TextAsync(answer, cancellationToken);
            if (mayBeUnchanged && answer.Headers.ETag is { } tag)
                pages[asked.ConnectionId] = (url, tag, body);
            else if (mayBeUnchanged)
                pages.TryRemove(asked.ConnectionId, out _);
            return body;
        }
    }

    private async Task<string> TokenAsync(VtnQuestion asked, CancellationToken cancellationToken)
    {
        if (tokens.TryGetValue(asked.ConnectionId, out var known) && known.For == asked && known.Until > time.GetUtcNow())
            return known.Token;
        var fields = new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["client_id"] = asked.ClientId, ["client_secret"] = asked.ClientSecret };
        if (asked.OauthScope is { } scope)
            fields["scope"] = scope;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await http.PostAsync(new Uri(asked.TokenUrl), form, cancellationToken);
        if (answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw new VtnException(OpenAdrError.Token, $"The token is refused (HTTP {(int)answer.StatusCode}): client, secret or scope are wrong.", Wait(answer));
        if (answer.StatusCode != HttpStatusCode.OK)
            throw Refused(answer);
        var token = Read(await TextAsync(answer, cancellationToken), OpenAdrJson.Default.VtnToken);
        if (token.AccessToken is not { Length: > 0 and <= 16_384 } text || text.Any(sign => sign is <= ' ' or > '~') || !string.Equals(token.TokenType, "Bearer", StringComparison.OrdinalIgnoreCase))
            throw Garbage("The answer to the question for a token holds none.");
        // A minute before its end it is not used any more; one that does not say when it ends is used for a minute.
        tokens[asked.ConnectionId] = (asked, text, time.GetUtcNow() + TimeSpan.FromSeconds(Math.Clamp((token.ExpiresIn ?? 120) - 60, 0, 86_400)));
        return text;
    }

    private VtnException Refused(HttpResponseMessage answer) =>
        new(OpenAdrError.Status, string.Create(CultureInfo.InvariantCulture, $"The server answers HTTP {(int)answer.StatusCode}."), Wait(answer));

    private TimeSpan? Wait(HttpResponseMessage answer) => answer.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - time.GetUtcNow() : null;

    // JSON is UTF-8, whatever the header says.
    private static async Task<string> TextAsync(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(cancellationToken));

    private static List<JsonElement> Objects(string? body)
    {
        try
        {
            using var document = JsonDocument.Parse(body!);
            if (document.RootElement.ValueKind == JsonValueKind.Array && document.RootElement.EnumerateArray().All(one => one.ValueKind == JsonValueKind.Object))
                return [.. document.RootElement.EnumerateArray().Select(one => one.Clone())];
        }
        catch (JsonException)
        {
            // Told below, as any other text.
        }

        throw Garbage("The answer is no JSON list of objects.");
    }

    private static T Read<T>(string body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => TryRead(body, type) ?? throw Garbage("The answer is not what OpenADR 3 says that it is.");

    private static T? TryRead<T>(string body, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static VtnException Garbage(string detail) => new(OpenAdrError.Garbage, detail);

    private static VtnException NoProgram() => new(OpenAdrError.NoProgram, "The server has no such program, or several of that name.");

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex ObjectId();
}
