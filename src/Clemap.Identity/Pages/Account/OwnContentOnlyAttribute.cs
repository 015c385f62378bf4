using Microsoft.AspNetCore.Mvc.Filters;

namespace Clemap.Identity.Pages.Account;

/// <summary>
/// No script or style but from a file of this host, and in nobody's frame. <c>form-action</c> is left open: after the sign-in the browser goes on to the
/// client that sent it, whose address is on its list.
/// </summary>
internal sealed class OwnContentOnlyAttribute : ResultFilterAttribute
{
    public override void OnResultExecuting(ResultExecutingContext context) => context.HttpContext.Response.Headers.ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
}
