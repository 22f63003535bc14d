package dev.perdure.examples.article;

import dev.perdure.sdk.OrchestrationContext;
import dev.perdure.sdk.Orchestrator;
import dev.perdure.sdk.RetryPolicy;
import java.time.Duration;

/** Takes an article from the desk to the web. */
public class PublishArticle implements Orchestrator<Article, String> {

    @Override
    public String run(OrchestrationContext ctx, Article article) {
        Press press = ctx.activities(Press.class, RetryPolicy.retrying(3, Duration.ofSeconds(10)));

        int mistakes = press.check(article);
        if (mistakes > 0) {
            return "sent back: " + mistakes + " mistakes";
        }
        String page = press.render(article);
        return press.publish(article.title(), page);
    }
}
