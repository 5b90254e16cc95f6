package io.tidemark.console.route;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.Cookie;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.tidemark.console.history.HistoryBusyException;
import io.tidemark.console.query.QueryRefusedException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves one route: who asks, may they, what do they ask; then the handler, away from the event loop. */
final class RouteService implements HttpService {

    /** Longest body that a route takes, bytes: a board of 200 graphs, and room. */
    static final int BODY_BYTES_MAX = 1 << 20;

    static final String SESSION_COOKIE = "tidemark_session";
    static final String TOKEN_HEADER = "x-tidemark-token";

    private static final Logger LOG = LoggerFactory.getLogger(RouteService.class);

    private final Route route;
    private final Doorkeeper doorkeeper;
    private final Clock clock;
    private final Set<String> known;

    RouteService(Route route, Doorkeeper doorkeeper, Clock clock) {
        this.route = route;
        this.doorkeeper = doorkeeper;
        this.clock = clock;
        this.known = route.parameters().stream().map(Route.Parameter::name).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
        if (route.handler() instanceof Route.Raw raw) {
            return HttpResponse.of(
                    CompletableFuture.supplyAsync(() -> raw(context, request, raw), context.blockingTaskExecutor()));
        }
        return HttpResponse.of(request.aggregate()
                .thenApplyAsync(whole -> reply(context, whole).response(), context.blockingTaskExecutor()));
    }

    private HttpResponse raw(ServiceRequestContext context, HttpRequest request, Route.Raw raw) {
        try {
            allowed(context, AggregatedHttpRequest.of(request.headers()));
            return raw.service().serve(context, request);
        } catch (Problem problem) {
            return challenged(Reply.of(problem), request.headers()).response();
        } catch (Exception e) {
            return failed(context, e).response();
        }
    }

    private Reply reply(ServiceRequestContext context, AggregatedHttpRequest request) {
        try {
            Who who = allowed(context, request);
            requireJson(request);
            Ask ask = new Ask(
                    withoutLink(context.queryParams()),
                    known,
                    clock,
                    new Ask.Request(
                            context.pathParams(),
                            request.content(StandardCharsets.UTF_8),
                            who,
                            Optional.ofNullable(request.headers().get(HttpHeaderNames.IF_MATCH))
                                    .map(text -> text.replace("\"", "")),
                            "http://" + request.authority(),
                            remote(context),
                            session(request),
                            request.headers().cookies().stream()
                                    .collect(Collectors.toMap(Cookie::name, Cookie::value, (a, b) -> a))));
            return route.handler().to(ask);
        } catch (Problem problem) {
            return challenged(Reply.of(problem), request.headers());
        } catch (QueryRefusedException refused) {
            return Reply.of(Problem.badRequest(refused.reason(), refused.getMessage()));
        } catch (HistoryBusyException busy) {
            return Reply.of(Problem.busy());
        } catch (Exception e) {
            return failed(context, e);
        }
    }

    private Reply failed(ServiceRequestContext context, Exception e) {
        LOG.error("A request could not be answered path={}", context.path(), e);
        return Reply.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                Reply.error("internal", "The console failed to answer. Its log says why; ask again later."));
    }

    /** Scripts are told how to sign in. A page has its own door: the browser must not put a window of its own before it. */
    private static Reply challenged(Reply reply, RequestHeaders headers) {
        return reply.status().equals(HttpStatus.UNAUTHORIZED) && !headers.contains("sec-fetch-mode")
                ? reply.with("www-authenticate", "Basic realm=\"Tidemark\", charset=\"UTF-8\"")
                : reply;
    }

    private Who allowed(ServiceRequestContext context, AggregatedHttpRequest request) {
        if (route.changes()) {
            refuseForeignPage(request);
        }
        QueryParams query = context.queryParams();
        Optional<String> session = session(request);
        Optional<Who> who = doorkeeper.identify(new Doorkeeper.Shown(
                header(request, "dd-api-key").or(() -> Optional.ofNullable(query.get("api_key"))),
                header(request, "dd-application-key").or(() -> Optional.ofNullable(query.get("application_key"))),
                session,
                header(request, "authorization"),
                Optional.ofNullable(query.get("link")),
                SignedTarget.of(context.path(), query),
                remote(context)));
        if (route.rule().role().isEmpty()) {
            return who.orElse(new Who("nobody", Role.VIEWER, Set.of(), Who.Means.LINK));
        }
        Who known = who.orElseThrow(() -> Problem.of(
                HttpStatus.UNAUTHORIZED,
                "sign-in",
                "This needs a sign-in (expected DD-API-KEY and DD-APPLICATION-KEY, a session, or name and password)."
                        + " Sign in at /, or send the keys."));
        if (!known.may(route.rule())) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "not-allowed",
                    known.name() + " has the role " + known.role().text()
                            + (known.scopes().isEmpty()
                                    ? ""
                                    : " with the scopes "
                                            + known.scopes().stream().sorted().toList())
                            + " (expected " + route.rule().role().get().text() + ", scope "
                            + route.rule().scope()
                            + "). Ask an admin.");
        }
        if (known.means() == Who.Means.LINK && route.changes()) {
            throw Problem.of(HttpStatus.FORBIDDEN, "not-allowed", "A link lets one look, not change.");
        }
        if (route.changes()
                && known.means() == Who.Means.SESSION
                && !doorkeeper.tokenFits(session.orElse(""), header(request, TOKEN_HEADER))) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "no-token",
                    "The header X-Tidemark-Token is missing or old (expected the token given at sign-in). Reload the page.");
        }
        return known;
    }

    /** A page of somebody else can make a browser send requests here; the browser says whose page it was. */
    private static void refuseForeignPage(AggregatedHttpRequest request) {
        Optional<String> origin = header(request, "origin");
        boolean foreign = origin.isPresent() && !sameAuthority(origin.get(), request.authority());
        String site = header(request, "sec-fetch-site").orElse("none");
        if (foreign || site.equals("cross-site") || site.equals("same-site")) {
            throw Problem.of(
                    HttpStatus.FORBIDDEN,
                    "foreign-page",
                    "Origin is " + Problem.quote(origin.orElse(site))
                            + " (expected this console's own page). Nothing was" + " changed.");
        }
    }

    private static boolean sameAuthority(String origin, String authority) {
        try {
            return authority != null && authority.equals(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException notOne) {
            return false;
        }
    }

    /** A form of another page can send text/plain without being asked first; JSON it cannot. */
    private void requireJson(AggregatedHttpRequest request) {
        if (!route.changes() || request.content().isEmpty()) {
            return;
        }
        if (request.content().length() > BODY_BYTES_MAX) {
            throw Problem.of(
                    HttpStatus.REQUEST_ENTITY_TOO_LARGE,
                    "large-body",
                    "body has " + request.content().length() + " bytes (expected at most " + BODY_BYTES_MAX
                            + "). Shorten it.");
        }
        MediaType type = request.contentType();
        boolean json = type != null
                && type.type().equals("application")
                && (type.subtype().equals("json") || type.subtype().endsWith("+json"));
        if (!json) {
            throw Problem.of(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "not-json-type",
                    "Content-Type is " + Problem.quote(type == null ? "" : type.toString())
                            + " (expected application/json). Set it.");
        }
    }

    private static QueryParams withoutLink(QueryParams query) {
        return query.contains("link") ? query.withMutations(builder -> builder.remove("link")) : query;
    }

    private static Optional<String> session(AggregatedHttpRequest request) {
        return request.headers().cookies().stream()
                .filter(cookie -> cookie.name().equals(SESSION_COOKIE))
                .map(Cookie::value)
                .findFirst();
    }

    private static Optional<String> header(AggregatedHttpRequest request, String name) {
        return Optional.ofNullable(request.headers().get(name)).filter(value -> !value.isEmpty());
    }

    private static String remote(ServiceRequestContext context) {
        InetSocketAddress address = context.remoteAddress();
        return address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
