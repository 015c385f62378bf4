using System.Net;
using System.Text.RegularExpressions;
using System.Web;
using Shouldly;

namespace Clemap.Testing.SignIn;

/// <summary>A browser without eyes: keeps cookies, follows nothing by itself, fills in the sign-in form.</summary>
public sealed partial class Visitor : IDisposable
{
    private readonly HttpClientHandler handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    public Visitor(Uri server) => Http = new HttpClient(handler) { BaseAddress = server };

    public HttpClient Http { get; }

    public CookieContainer Cookies => handler.CookieContainer;

    public Task<HttpResponseMessage> GetAsync(string address, CancellationToken cancellationToken) =>
        Http.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute), cancellationToken);

    /// <summary>Opens a page with a form and sends it back with these fields and the hidden ones.</summary>
    /// <param name="sendTo">Another address than the page's own.</param>
    public async Task<HttpResponseMessage> SubmitAsync(string page, Dictionary<string, string> fields, CancellationToken cancellationToken, string? sendTo = null)
    {
        using var shown = await GetAsync(page, cancellationToken);
        var html = await shown.Content.ReadAsStringAsync(cancellationToken);
        shown.StatusCode.ShouldBe(HttpStatusCode.OK, html);
        var token = Antiforgery().Match(html);
        token.Success.ShouldBeTrue("The page has no form with an antiforgery token.");
        using var form = new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", HttpUtility.HtmlDecode(token.Groups[1].Value))));
        return await Http.PostAsync(new Uri(sendTo ?? page, UriKind.RelativeOrAbsolute), form, cancellationToken);
    }

    public Task<HttpResponseMessage> SignInAsync(string email, string password, CancellationToken cancellationToken, string page = "/account/login") =>
        SubmitAsync(page, new() { ["Email"] = email, ["Password"] = password }, cancellationToken);

    public void Dispose()
    {
        Http.Dispose();
        handler.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
