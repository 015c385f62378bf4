using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Clemap.Simulator.Tests.Clouds;

/// <summary>A customer's program at a cloud.</summary>
internal sealed class CloudClient : IDisposable
{
    private readonly HttpClient _http;

    public CloudClient(int port)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("test/1.0");
    }

    public string? Authorization { get; set; }

    public Task<CloudAnswer> GetAsync(string path, params (string, string)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<CloudAnswer> PostAsync(string path, string body = "{}") => SendAsync(HttpMethod.Post, path, body, []);

    public Task<CloudAnswer> PutAsync(string path, string body) => SendAsync(HttpMethod.Put, path, body, []);

    public Task<CloudAnswer> PatchAsync(string path, string body) => SendAsync(HttpMethod.Patch, path, body, []);

    public void Dispose() => _http.Dispose();

    private async Task<CloudAnswer> SendAsync(HttpMethod method, string path, string? body, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (Authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", Authorization);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var type = body?.StartsWith('{') == true ? "application/json" : "application/x-www-form-urlencoded";
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type);
        using var response = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new CloudAnswer(response.StatusCode, response.Headers.RetryAfter?.Delta, text.Length > 0 ? JsonNode.Parse(text) : null);
    }
}

internal sealed record CloudAnswer(HttpStatusCode Status, TimeSpan? RetryAfter, JsonNode? Body)
{
    public string Text(string name) => Body![name]!.GetValue<string>();

    public double Number(string name) => Body![name]!.GetValue<double>();
}
