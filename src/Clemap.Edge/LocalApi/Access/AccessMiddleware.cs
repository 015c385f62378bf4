using System.Net;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Stands on an endpoint of the local network: the least role that may call it.</summary>
internal sealed record NeedsRole(LocalRole Role);

/// <summary>
/// The one door. Over loopback (HTTP) only what was always open there can be had. On the local network (HTTPS) an endpoint that says nothing needs a
/// signed-in viewer to read and an electrician to write.
/// </summary>
internal static class AccessMiddleware
{
    public static TBuilder For<TBuilder>(this TBuilder endpoint, LocalRole role)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new NeedsRole(role));

    /// <summary>Whoever reaches the loopback calls it by its name: a page of another site whose name was bent to this address (DNS rebinding) does not.</summary>
    public static Task LoopbackAsync(HttpContext context, RequestDelegate next)
    {
        string host = context.Request.Host.Host;
        return context.Request.IsHttps || host.Length == 0 || host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address))
            ? next(context)
            : Problems.Of(StatusCodes.Status421MisdirectedRequest, "foreign-host").ExecuteAsync(context);
    }

    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var needs = context.GetEndpoint()?.Metadata.GetMetadata<NeedsRole>();
        if (!context.Request.IsHttps)
            return needs is null ? next(context) : Problems.Of(StatusCodes.Status404NotFound, "https-only").ExecuteAsync(context);

        SecurityHeaders.Set(context.Response);
        if (context.GetEndpoint() is null)
            return next(context);
        bool reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        var role = needs?.Role ?? (reads ? LocalRole.Viewer : LocalRole.Electrician);
        if (!reads && IsForeign(context.Request))
            return Problems.Of(StatusCodes.Status403Forbidden, "foreign-origin").ExecuteAsync(context);

        var services = context.RequestServices;
        var caller = Caller.Of(context.Request, services.GetRequiredService<SignedIn>(), services.GetRequiredService<AccountStore>());
        if (role != LocalRole.Anyone)
        {
            if (caller is null)
                return Problems.Of(StatusCodes.Status401Unauthorized, "sign-in-needed").ExecuteAsync(context);
            if (caller.Role < role)
                return Problems.Of(StatusCodes.Status403Forbidden, "role-too-low").ExecuteAsync(context);
            if (!reads && !caller.MayWrite(context.Request))
                return Problems.Of(StatusCodes.Status403Forbidden, "csrf-token-missing").ExecuteAsync(context);
        }
        context.Features.Set(caller);
        return next(context);
    }

    private static bool IsForeign(HttpRequest request) =>
        request.Headers.Origin.ToString() is { Length: > 0 } origin && !origin.Equals($"https://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
