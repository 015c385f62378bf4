using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Accounts;

/// <summary>A page that there is only while people sign in with passwords and passkeys of ours; otherwise it says that they do not.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OwnPasswordsOnlyAttribute : Attribute, IResourceFilter
{
    /// <summary>The page may be looked at all the same, but its forms do nothing.</summary>
    public bool FormsAlone { get; init; }

    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (!context.HttpContext.RequestServices.GetRequiredService<IdentitySettings>().OwnPasswords && (!FormsAlone || !HttpMethods.IsGet(context.HttpContext.Request.Method)))
            context.Result = new LocalRedirectResult(AccountPaths.Closed);
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }
}
