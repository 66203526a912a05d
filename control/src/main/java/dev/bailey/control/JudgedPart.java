package dev.bailey.control;

import dev.bailey.judging.CanaryJudge;
import dev.bailey.judging.Judgement;

/** What of the new side is judged beside the old one. Confined to its {@link JudgeWatch}. */
interface JudgedPart {

    /** Called at each look. */
    void see(Sight sight);

    Judgement judgement(CanaryJudge judge);
}
